"""The content files of `content/`: read here, written by the domain functions of each app."""

import hashlib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings
from django.core.files.base import ContentFile
from wagtail.documents.models import Document
from wagtail.images.models import Image

LANGUAGE = "zh-hans"


def read_yaml(name: str) -> Any:
    """The data of one content file, by its path below the language's folder."""
    path = Path(settings.CONTENT_DIR) / LANGUAGE / name
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def picture_names(*documents: Any) -> set[str]:
    """Every picture that some content data names, wherever it stands in it."""
    names: set[str] = set()
    for data in documents:
        if isinstance(data, dict):
            for key, value in data.items():
                if key in ("picture", "image") and isinstance(value, str):
                    names.add(value)
                else:
                    names |= picture_names(value)
        elif isinstance(data, list):
            names |= picture_names(*data)
    return names


def load_pictures(names: Iterable[str]) -> dict[str, Image]:
    """The pictures of `content/pictures/` as site images, by name; the same file is kept once."""
    folder = Path(settings.CONTENT_DIR) / "pictures"
    return {name: _load_picture(folder / name) for name in sorted(names)}


def _load_picture(path: Path) -> Image:
    content = path.read_bytes()
    standing = Image.objects.filter(file_hash=hashlib.sha1(content).hexdigest()).first()
    if standing is not None:
        return standing
    image = Image(title=path.stem, file=ContentFile(content, name=path.name))
    image.save()
    image.get_file_hash()
    return image


def load_downloads(names: Iterable[str]) -> dict[str, Document]:
    """The files of `content/downloads/` as site documents, by name."""
    folder = Path(settings.CONTENT_DIR) / "downloads"
    documents = {}
    for name in sorted(names):
        content = (folder / name).read_bytes()
        digest = hashlib.sha1(content).hexdigest()
        document = Document.objects.filter(file_hash=digest).first()
        if document is None:
            document = Document(title=name, file=ContentFile(content, name=name))
            document.save()
            document.get_file_hash()
        documents[name] = document
    return documents
