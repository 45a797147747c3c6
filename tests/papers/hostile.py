"""Files that an attacker, or an accident, could hand in as evidence."""

import io
import struct
import zipfile
import zlib

import pypdf
from fpdf import FPDF
from PIL import Image
from pypdf.generic import DictionaryObject, NameObject, TextStringObject


def honest_pdf(*lines: str) -> bytes:
    """A PDF with these lines of text."""
    pdf = FPDF()
    pdf.add_page()
    pdf.set_font("Courier", size=9)
    for line in lines or ("Nothing to declare",):
        pdf.cell(0, 5, line, new_x="LMARGIN", new_y="NEXT")
    return bytes(pdf.output())


def honest_jpeg() -> bytes:
    """A small photo of noise."""
    return _saved(Image.effect_noise((320, 240), 80).convert("RGB"), "JPEG")


def flat_png() -> bytes:
    """A picture of a single grey."""
    return _saved(Image.new("L", (200, 200), 128), "PNG")


def stream_bomb(unpacked: int = 200_000_000) -> bytes:
    """A PDF whose only page unpacks to `unpacked` bytes, packed twice so that the file is tiny."""
    packer = zlib.compressobj(9)
    chunk = b"0 0 m\n" * 50_000
    once = b"".join(packer.compress(chunk) for _ in range(unpacked // len(chunk))) + packer.flush()
    stream = zlib.compress(once, 9)
    filters = b"/Filter [/FlateDecode /FlateDecode]"
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 99 99] /Contents 4 0 R >>"
    content = b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(stream), filters, stream)
    return raw_pdf(_CATALOG, b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>", page, content)


def page_tree_loop() -> bytes:
    """A PDF whose page tree holds itself."""
    return raw_pdf(_CATALOG, b"<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 2 >>")


def xref_loop() -> bytes:
    """A PDF whose cross-reference table names itself as the one before."""
    plain = raw_pdf(_CATALOG, b"<< /Type /Pages /Kids [] /Count 0 >>")
    start = plain.rindex(b"xref", 0, plain.rindex(b"startxref"))
    return plain.replace(b"/Root 1 0 R", b"/Root 1 0 R /Prev %d" % start)


def nested_for_ever() -> bytes:
    """A PDF with arrays in arrays, a hundred thousand deep."""
    deep = b"[" * 100_000 + b"]" * 100_000
    return raw_pdf(_CATALOG, b"<< /Type /Pages /Kids %s /Count 1 >>" % deep)


def encrypted(password: str, algorithm: str = "RC4-128") -> bytes:
    """A PDF that opens with a password; an empty one opens for everybody."""
    writer = _copy_of(honest_pdf("Invoice no.: INV-7"))
    writer.encrypt(password, owner_password="owner", algorithm=algorithm)
    return _written(writer)


def sealed_for_certificates() -> bytes:
    """A PDF sealed for the holders of certificates (ISO 32000-2, 7.6.5), not by a password."""
    seal = b"<< /Filter /Adobe.PubSec /SubFilter /adbe.pkcs7.s5 /V 5 /Length 256 >>"
    plain = raw_pdf(_CATALOG, b"<< /Type /Pages /Kids [] /Count 0 >>", seal)
    return plain.replace(b"/Root 1 0 R", b"/Root 1 0 R /Encrypt 3 0 R /ID [<00> <00>]")


def with_script() -> bytes:
    """A PDF that runs JavaScript when it is opened."""
    writer = _copy_of(honest_pdf())
    action = DictionaryObject(
        {
            NameObject("/S"): NameObject("/JavaScript"),
            NameObject("/JS"): TextStringObject("app.alert(1)"),
        }
    )
    writer.root_object[NameObject("/OpenAction")] = action
    return _written(writer)


def with_attachment() -> bytes:
    """A PDF with a program inside."""
    writer = _copy_of(honest_pdf())
    writer.add_attachment("setup.exe", b"MZ")
    return _written(writer)


def with_launch() -> bytes:
    """A PDF that starts a program when its page is opened."""
    writer = _copy_of(honest_pdf())
    action = DictionaryObject(
        {NameObject("/S"): NameObject("/Launch"), NameObject("/F"): TextStringObject("calc.exe")}
    )
    opening = DictionaryObject({NameObject("/O"): action})
    writer.pages[0][NameObject("/AA")] = opening
    return _written(writer)


def with_pages(count: int) -> bytes:
    """A PDF of that many blank pages."""
    writer = pypdf.PdfWriter()
    for _ in range(count):
        writer.add_blank_page(200, 200)
    return _written(writer)


def sized(box: str, *, turned: int = 0) -> bytes:
    """A PDF of one page with a word on it, whose media box and rotation are as told."""
    page = (
        b"<< /Type /Page /Parent 2 0 R /MediaBox [%s] /Rotate %d /Contents 4 0 R /Resources %s >>"
    )
    return raw_pdf(
        _CATALOG,
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        page % (box.encode(), turned, _COURIER),
        _stream(b"BT /F1 20 Tf 10 10 Td (INV-7) Tj ET"),
    )


def filled_form(value: str) -> bytes:
    """A PDF of one page with nothing on it but a field that somebody has filled in."""
    field = b"/Type /Annot /Subtype /Widget /FT /Tx /T (name) /Rect [10 10 190 40] /F 4 /P 3 0 R"
    fonts = b"/Resources %s" % _COURIER
    acro = b"<< /Fields [4 0 R] /NeedAppearances true /DA (/F1 20 Tf 0 g) /DR %s >>" % _COURIER
    return raw_pdf(
        b"<< /Type /Catalog /Pages 2 0 R /AcroForm %s >>" % acro,
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 50] /Annots [4 0 R] %s >>" % fonts,
        b"<< %s /DA (/F1 20 Tf 0 g) /V (%s) >>" % (field, value.encode()),
    )


def image_bomb(side: int = 12_000) -> bytes:
    """A PDF of a few kilobytes whose page shows a picture of `side` squared pixels in colour."""
    packer = zlib.compressobj(9)
    row = bytes(3 * side)
    packed = b"".join(packer.compress(row) for _ in range(side)) + packer.flush()
    form = b"/Type /XObject /Subtype /Image /BitsPerComponent 8 /ColorSpace /DeviceRGB"
    size = b"/Width %d /Height %d /Filter /FlateDecode /Length %d" % (side, side, len(packed))
    shows = b"<< /XObject << /X 5 0 R >> >>"
    page = b"/Type /Page /Parent 2 0 R /MediaBox [0 0 99 99] /Contents 4 0 R /Resources %s" % shows
    return raw_pdf(
        _CATALOG,
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< %s >>" % page,
        _stream(b"99 0 0 99 0 0 cm /X Do"),
        b"<< %s %s >>\nstream\n%s\nendstream" % (form, size, packed),
    )


def stamp_in_stamps(deep: int = 28) -> bytes:
    """A PDF with a word, and a stamp that draws a form twice, which draws one twice: 2^deep."""
    form = b"/Type /XObject /Subtype /Form /BBox [0 0 99 99]"
    page = b"/Type /Page /Parent 2 0 R /MediaBox [0 0 99 99] /Contents 4 0 R /Annots [5 0 R]"
    stamp = b"/Type /Annot /Subtype /Stamp /Rect [0 0 99 99] /F 4 /AP << /N 6 0 R >>"
    drawn = [
        _stream(b"/X Do /X Do", b"%s /Resources << /XObject << /X %d 0 R >> >>" % (form, number))
        for number in range(7, 7 + deep)
    ]
    return raw_pdf(
        _CATALOG,
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< %s /Resources %s >>" % (page, _COURIER),
        _stream(b"BT /F1 20 Tf 10 10 Td (INV-7) Tj ET"),
        b"<< %s >>" % stamp,
        *drawn,
        _stream(b"0 0 m 99 99 l S", form),
    )


def pixel_bomb(width: int = 30_000, height: int = 30_000) -> bytes:
    """A PNG of a few hundred bytes that announces `width` by `height` pixels."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = ((b"IHDR", header), (b"IDAT", zlib.compress(bytes(1000))), (b"IEND", b""))
    chunks = (
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        for name, body in parts
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def large_png(side: int) -> bytes:
    """An honest PNG of `side` squared pixels in colour."""
    return _saved(Image.linear_gradient("L").resize((side, side)).convert("RGBA"), "PNG")


def gif_and_pdf() -> bytes:
    """A GIF to some readers, a PDF to others."""
    return _saved(Image.new("P", (10, 10)), "GIF") + honest_pdf()


def jpeg_and_pdf() -> bytes:
    """A JPEG with a PDF after its end."""
    return honest_jpeg() + honest_pdf()


def pdf_and_zip() -> bytes:
    """A PDF that an archiver opens as well."""
    target = io.BytesIO(honest_pdf())
    with zipfile.ZipFile(target, "a") as archive:
        archive.writestr("payload.js", "alert(1)")
    return target.getvalue()


def page_of_digits(kilobytes: int) -> bytes:
    """A PDF whose page is one endless run of numbers: slow to make sense of."""
    words = b"(1.1,1 1) Tj " * (kilobytes * 1024 // 13)
    text = b"BT /F1 1 Tf " + words + b" ET"
    page = (
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 4 0 R /Resources %s >>"
        % _COURIER
    )
    return raw_pdf(_CATALOG, b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>", page, _stream(text))


_CATALOG = b"<< /Type /Catalog /Pages 2 0 R >>"
_COURIER = b"<< /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Courier >> >> >>"


def _stream(content: bytes, told: bytes = b"") -> bytes:
    return b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(content), told, content)


def raw_pdf(*objects: bytes) -> bytes:
    """A PDF of these objects, numbered from 1, the first of them the catalogue."""
    body, offsets = b"%PDF-1.7\n", []
    for number, thing in enumerate(objects, start=1):
        offsets.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, thing)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    size = len(objects) + 1
    trailer = b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (size, len(body))
    return body + b"xref\n0 %d\n0000000000 65535 f \n%s" % (size, table) + trailer


def _copy_of(content: bytes) -> pypdf.PdfWriter:
    return pypdf.PdfWriter(clone_from=io.BytesIO(content))


def _written(writer: pypdf.PdfWriter) -> bytes:
    target = io.BytesIO()
    writer.write(target)
    return target.getvalue()


def _saved(picture: Image.Image, form: str) -> bytes:
    target = io.BytesIO()
    picture.save(target, form)
    return target.getvalue()
