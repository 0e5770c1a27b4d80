"""Arrays to pixels: fixes, a view and a clock become RGBA uint8[h, w, 4]. No Qt."""
