"""Questions in and out in the formats that people have. Pure: bytes or text in, values out."""
