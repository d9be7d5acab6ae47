"""Certificates as an operator may have them."""
import pathlib
import subprocess
import tempfile

CONFIGURATION = """[ca]
default_ca = own
[own]
database = {0}/index
new_certs_dir = {0}
rand_serial = yes
default_md = sha256
policy = any
[any]
commonName = supplied
"""


def openssl(*words):
    subprocess.run(["/usr/bin/openssl", *map(str, words)], check=True, timeout=60, capture_output=True)


def write_ended_pair(key, certificate):
    """A certificate that was good for a month, long ago; only `openssl ca` makes one."""
    with tempfile.TemporaryDirectory(dir="/tmp") as place:
        directory = pathlib.Path(place)
        (directory / "index").touch()
        (directory / "conf").write_text(CONFIGURATION.format(directory))
        openssl("req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
                "-subj", "/CN=own.test", "-keyout", key, "-out", directory / "request")
        openssl("ca", "-batch", "-config", directory / "conf", "-selfsign", "-keyfile", key, "-notext",
                "-in", directory / "request", "-out", certificate,
                "-startdate", "20200101000000Z", "-enddate", "20200201000000Z")
