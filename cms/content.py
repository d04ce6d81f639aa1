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
from wagtail.models import Collection

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


def load_pictures(names: Iterable[str], collection: Collection) -> dict[str, Image]:
    """The pictures of `content/pictures/` as site images, by name, in that collection.

    A file that stands in it already is not stored again.
    """
    folder = Path(settings.CONTENT_DIR) / "pictures"
    return {name: _load_picture(folder / name, collection) for name in sorted(names)}


def _load_picture(path: Path, collection: Collection) -> Image:
    content = path.read_bytes()
    digest = hashlib.sha1(content).hexdigest()
    standing = Image.objects.filter(file_hash=digest, collection=collection).first()
    if standing is not None:
        return standing
    file = ContentFile(content, name=path.name)
    image = Image(title=path.stem, file=file, collection=collection)
    image.save()
    image.get_file_hash()
    return image


def load_downloads(names: Iterable[str], collection: Collection) -> dict[str, Document]:
    """The files of `content/downloads/` as site documents, by name, in that collection."""
    folder = Path(settings.CONTENT_DIR) / "downloads"
    documents = {}
    for name in sorted(names):
        content = (folder / name).read_bytes()
        digest = hashlib.sha1(content).hexdigest()
        standing = Document.objects.filter(file_hash=digest, collection=collection)
        document = standing.first()
        if document is None:
            file = ContentFile(content, name=name)
            document = Document(title=name, file=file, collection=collection)
            document.save()
            document.get_file_hash()
        documents[name] = document
    return documents
