"""Files: atomic writes, checksums, compression by suffix, YAML with positions."""

from toolkit.files.cells import FORMULA_STARTS, neutral, plain_cell
from toolkit.files.disk import (
    CHUNK_BYTES,
    canonical_json,
    new_folder,
    open_read,
    open_write,
    read_json,
    read_lines,
    refuse_existing,
    remove_folder,
    replace_folder,
    sha256_of_bytes,
    sha256_of_file,
    write_json,
    write_text,
)
from toolkit.files.yaml_text import (
    KeyPath,
    Position,
    YamlFile,
    dump_yaml,
    read_yaml,
    read_yaml_value,
)

__all__ = [
    "CHUNK_BYTES",
    "FORMULA_STARTS",
    "KeyPath",
    "Position",
    "YamlFile",
    "canonical_json",
    "dump_yaml",
    "neutral",
    "new_folder",
    "open_read",
    "open_write",
    "plain_cell",
    "read_json",
    "read_lines",
    "read_yaml",
    "read_yaml_value",
    "refuse_existing",
    "remove_folder",
    "replace_folder",
    "sha256_of_bytes",
    "sha256_of_file",
    "write_json",
    "write_text",
]
