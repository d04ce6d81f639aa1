"""What a phone's camera reads from a code on a page: an undamaged QR of at most version six."""

import re

from segno import consts

MASKS = [
    lambda i, j: (i + j) % 2,
    lambda i, j: i % 2,
    lambda i, j: j % 3,
    lambda i, j: (i + j) % 3,
    lambda i, j: (i // 2 + j // 3) % 2,
    lambda i, j: i * j % 2 + i * j % 3,
    lambda i, j: (i * j % 2 + i * j % 3) % 2,
    lambda i, j: ((i + j) % 2 + i * j % 3) % 2,
]


def read_code(svg: str) -> str:
    """The text in one of segno's SVGs (ISO/IEC 18004, byte mode, no error correction needed)."""
    rows = modules_of(svg)
    size = len(rows)
    version = (size - 17) // 4
    assert version <= 6, "such a code carries a version that is not read here"
    written = int("".join(str(rows[8][j]) for j in (0, 1, 2, 3, 4)), 2) ^ 0b10101
    level, mask = written >> 3, MASKS[written & 7]
    bits = [rows[i][j] ^ (mask(i, j) == 0) for i, j in zigzag(size) if not is_frame(i, j, size)]
    words = [int("".join(map(str, map(int, bits[n : n + 8]))), 2) for n in range(0, len(bits), 8)]
    return text_of(in_order(words, version, level))


def modules_of(svg: str) -> list[list[int]]:
    size = int(re.search(r'viewBox="0 0 (\d+) ', svg)[1])
    rows = [[0] * size for _row in range(size)]
    x, y = 0, 0
    for kind, across, down in re.findall(r"([Mmh])(-?[\d.]+)(?: ?(-?[\d.]+))?", svg):
        if kind == "h":
            rows[y][x : x + int(across)] = [1] * int(across)
            x += int(across)
        else:
            x, y = (0, 0) if kind == "M" else (x, y)
            x, y = x + int(across), y + int(float(down))
    return rows


def is_frame(i: int, j: int, size: int) -> bool:
    """Corners with their format, the two timing lines, and the one small square."""
    in_corner = (i < 9 and (j < 9 or j >= size - 8)) or (i >= size - 8 and j < 9)
    in_square = size > 21 and max(abs(i - size + 7), abs(j - size + 7)) <= 2
    return in_corner or in_square or 6 in (i, j)


def zigzag(size: int):
    """Two columns at a time from the right, up and down, past the timing column."""
    rights = [*range(size - 1, 6, -2), 5, 3, 1]
    for turn, right in enumerate(rights):
        for step in range(size):
            i = step if turn % 2 else size - 1 - step
            yield from ((i, right), (i, right - 1))


def in_order(words: list[int], version: int, level: int) -> list[int]:
    """The data words, which are dealt out over blocks in turn."""
    sizes = [
        group.num_data for group in consts.ECC[version][level] for _n in range(group.num_blocks)
    ]
    blocks: list[list[int]] = [[] for _size in sizes]
    dealt = iter(words)
    for place in range(max(sizes)):
        for block, size in zip(blocks, sizes, strict=True):
            if place < size:
                block.append(next(dealt))
    return [word for block in blocks for word in block]


def text_of(words: list[int]) -> str:
    bits = "".join(f"{word:08b}" for word in words)
    assert bits[:4] == "0100", "not in byte mode"
    count = int(bits[4:12], 2)
    return bytes(int(bits[n : n + 8], 2) for n in range(12, 12 + 8 * count, 8)).decode()
