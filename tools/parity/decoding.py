#!/usr/bin/env python3
"""Writes packages/data/fixtures/formats: one small picture in many formats, and the pixels it has in each;
and what Pillow makes of the photograph beside it.

Run from the repository root: python3 tools/parity/decoding.py
Needs Pillow and NumPy (Debian: python3-pil python3-numpy).
"""
import base64
import json
import struct
import zlib
from pathlib import Path

import numpy as np
from PIL import Image

FIXTURES = Path("packages/data/fixtures")
OUT = FIXTURES / "formats"

# How far a sample may be off. JPEG decoders may round differently; 16 bits may be cut or rounded to 8.
LOSSLESS, ROUNDING, JPEG = 0, 1, 3

pictures = {}
files = {}


def expect(name, pixels, tolerance=LOSSLESS):
    """Notes what the file should decode to, [height, width] or [height, width, channels]; returns its path."""
    pixels = np.atleast_3d(pixels).astype(np.uint8)
    height, width, channels = pixels.shape
    data = base64.b64encode(pixels.tobytes()).decode()
    picture = {"width": width, "height": height, "channels": channels, "data": data}
    number = next((key for key, known in pictures.items() if known == picture), len(pictures))
    pictures[number] = picture
    files[name] = {"picture": number, "tolerance": tolerance}
    return OUT / name


def picture():
    """48 x 32: red, green, blue and gray quarters with a gradient across, edges on JPEG's 8 x 8 blocks."""
    rgb = np.zeros((32, 48, 3))
    rgb[:16, :24] = (200, 30, 40)
    rgb[:16, 24:] = (40, 160, 60)
    rgb[16:, :24] = (50, 70, 190)
    rgb[16:, 24:] = (128, 128, 128)
    return (rgb + np.arange(48)[None, :, None]).astype(np.uint8)


def png16(samples):
    """A 16-bit RGB PNG, which Pillow can't write."""
    height, width, _ = samples.shape
    rows = b"".join(b"\0" + row.astype(">u2").tobytes() for row in samples)

    def chunk(kind, body):
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = struct.pack(">IIBBBBB", width, height, 16, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def orientations(rgb):
    """EXIF says how to turn the stored picture; all eight are the same picture once turned."""
    stored = {  # orientation -> how the upright picture is stored
        1: rgb,
        2: rgb[:, ::-1],
        3: rgb[::-1, ::-1],
        4: rgb[::-1],
        5: rgb.transpose(1, 0, 2),
        6: rgb[:, ::-1].transpose(1, 0, 2),
        7: rgb[::-1, ::-1].transpose(1, 0, 2),
        8: rgb[::-1].transpose(1, 0, 2),
    }
    for orientation, pixels in stored.items():
        exif = Image.Exif()
        exif[0x0112] = orientation
        path = expect(f"orientation-{orientation}.jpg", rgb, JPEG)
        Image.fromarray(np.ascontiguousarray(pixels)).save(path, quality=97, subsampling=0, exif=exif)


def jpegs(rgb, gray):
    Image.fromarray(rgb).save(expect("progressive.jpg", rgb, JPEG), quality=97, subsampling=0, progressive=True)
    Image.fromarray(gray).save(expect("gray.jpg", gray, JPEG), quality=97)
    Image.fromarray(rgb).convert("CMYK").save(expect("cmyk.jpg", rgb, JPEG), quality=97, subsampling=0)
    # More black ink than Pillow's own conversion to CMYK uses.
    cmyk = Image.fromarray(np.dstack([255 - rgb, np.full_like(gray, 100)]), "CMYK")
    cmyk.save(expect("cmyk-black.jpg", np.asarray(cmyk.convert("RGB")), JPEG), quality=97, subsampling=0)


def pngs(rgb, gray):
    alpha = np.broadcast_to(np.arange(32, dtype=np.uint8)[:, None] * 8, gray.shape)
    low_bits = np.arange(32)[:, None] * 7 % 256  # the half that an 8-bit image drops

    Image.fromarray(gray).save(expect("gray.png", gray))
    black_and_white = Image.fromarray(gray).convert("1")
    black_and_white.save(expect("1-bit.png", np.asarray(black_and_white) * 255))
    gray16 = (gray.astype(np.uint16) << 8) + low_bits.astype(np.uint16)
    Image.fromarray(gray16).save(expect("gray-16-bit.png", gray, ROUNDING))
    rgb16 = (rgb.astype(np.uint16) << 8) + low_bits[:, :, None].astype(np.uint16)
    expect("rgb-16-bit.png", rgb, ROUNDING).write_bytes(png16(rgb16))

    rgba = np.dstack([rgb, alpha])
    Image.fromarray(rgba).save(expect("rgba.png", rgba))
    gray_alpha = Image.merge("LA", [Image.fromarray(gray), Image.fromarray(np.ascontiguousarray(alpha))])
    gray_alpha.save(expect("gray-alpha.png", np.dstack([gray, gray, gray, alpha])))

    palette = Image.fromarray(rgb).quantize(16)
    flat = np.asarray(palette.convert("RGB"))
    palette.save(expect("palette.png", flat))
    see_through = np.dstack([flat, np.where(np.asarray(palette) == 0, 0, 255)])
    palette.save(expect("palette-transparent.png", see_through), transparency=0)
    Image.fromarray(rgb[:1, :1]).save(expect("1x1.png", rgb[:1, :1]))


def others(rgb):
    palette = Image.fromarray(rgb).quantize(16)
    flat = np.asarray(palette.convert("RGB"))
    second = Image.new("RGB", palette.size, (255, 0, 255))
    palette.save(expect("still.gif", flat))
    palette.save(expect("animated.gif", flat), save_all=True, append_images=[second])
    webp = {"lossless": True, "save_all": True, "append_images": [second]}
    Image.fromarray(rgb).save(expect("animated.webp", rgb), **webp)
    Image.fromarray(rgb).save(expect("lossless.webp", rgb), lossless=True)
    Image.fromarray(rgb).save(expect("lzw.tiff", rgb), compression="tiff_lzw")


def photo():
    """Shorter side to 64, center crop of 56, as torchvision does it."""
    image = Image.open(FIXTURES / "chelsea.jpg")
    width = int(64 * image.width / image.height)
    left, top = round((width - 56) / 2), round((64 - 56) / 2)
    image = image.resize((width, 64), Image.Resampling.BILINEAR)
    image.crop((left, top, left + 56, top + 56)).save(FIXTURES / "chelsea-cropped.png")


def main():
    OUT.mkdir(parents=True, exist_ok=True)
    rgb = picture()
    gray = np.asarray(Image.fromarray(rgb).convert("L"))
    orientations(rgb)
    jpegs(rgb, gray)
    pngs(rgb, gray)
    others(rgb)
    photo()
    expected = {"pictures": list(pictures.values()), "files": files}
    (OUT / "expected.json").write_text(json.dumps(expected, indent=1) + "\n")
    total = sum(path.stat().st_size for path in OUT.iterdir())
    print(f"{OUT}: {len(files)} images, {total} bytes with expected.json")



main()
