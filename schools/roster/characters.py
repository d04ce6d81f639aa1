"""Characters that people do not see or mean: blanks, zero-width marks, full-width forms."""

import unicodedata

BRACKETS = str.maketrans({"[": "(", "]": ")", "【": "(", "】": ")", "〔": "(", "〕": ")"})


def drop_invisible(text: str) -> str:
    """`text` without zero-width, control and variation marks; blanks of every kind become " "."""
    kept = []
    for char in text:
        if char.isspace():
            kept.append(" ")
        elif unicodedata.category(char) not in {"Cc", "Cf", "Cs"} and not _is_variation(char):
            kept.append(char)
    return "".join(kept)


def fold(text: str) -> str:
    """The form in which headers and class names are compared: NFKC, no blanks, round brackets."""
    plain = unicodedata.normalize("NFKC", drop_invisible(text))
    return "".join(plain.split()).translate(BRACKETS)


def _is_variation(char: str) -> bool:
    return "\ufe00" <= char <= "\ufe0f" or "\U000e0100" <= char <= "\U000e01ef"
