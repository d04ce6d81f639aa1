"""Render the drawn pictures (SVG to WebP) and the download cards (HTML to PDF) with Chromium.

Run it after changing a file in ``pictures/`` or ``downloads/``:

    python content/render_pictures.py            # everything
    python content/render_pictures.py drowning-hero

Text inside the pictures needs a Chinese font (Debian: ``fonts-noto-cjk``).
"""

import io
import os
import sys
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

HERE = Path(__file__).resolve().parent
PICTURES = HERE / "pictures"
DOWNLOADS = HERE / "downloads"
WIDTH, HEIGHT = 1200, 750
LARGEST_BYTES = 120 * 1024
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


def render_picture(*, browser: Browser, source: Path) -> Path:
    """Draw one SVG at 1200 × 750 and save it as WebP; raise ValueError if it is over 120 KB."""
    page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT})
    page.set_content(f"<style>body{{margin:0}}svg{{display:block}}</style>{source.read_text()}")
    shot = page.screenshot()
    page.close()
    target = PICTURES / "rendered" / f"{source.stem}.webp"
    target.parent.mkdir(exist_ok=True)
    with Image.open(io.BytesIO(shot)) as image:
        image.convert("RGB").save(target, "WEBP", quality=88, method=6)
    if target.stat().st_size > LARGEST_BYTES:
        raise ValueError(f"{target.name} is over {LARGEST_BYTES} bytes")
    return target


def render_card(*, browser: Browser, source: Path) -> Path:
    """Print one HTML card to an A4 PDF beside it."""
    page = browser.new_page()
    page.goto(source.as_uri())
    target = source.with_suffix(".pdf")
    page.pdf(path=str(target), format="A4", print_background=True, prefer_css_page_size=True)
    page.close()
    return target


def main(names: list[str]) -> None:
    """Render the named sources (file names without ending), or all of them."""
    pictures = sorted(PICTURES.glob("*.svg"))
    cards = sorted(DOWNLOADS.glob("*.html"))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        for source in pictures + cards:
            if names and source.stem not in names:
                continue
            render = render_picture if source.suffix == ".svg" else render_card
            target = render(browser=browser, source=source)
            print(f"{target.relative_to(HERE)}  {target.stat().st_size // 1024} KB")
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1:])
