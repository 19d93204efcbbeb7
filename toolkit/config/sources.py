"""Where labelled examples come from: example files, label stores, Hugging Face data sets."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Self

from pydantic import BeforeValidator, Discriminator, Field, Tag, field_validator, model_validator

from toolkit.config.model import StrictConfig
from toolkit.errors import did_you_mean

SQLITE_URL = "sqlite:///"
ARTICLE_COLUMNS = (
    *("id", "title", "dek", "text", "authors", "captions", "published", "date"),
    *("source", "url", "section", "language", "cluster", "inclusion", "evidence"),
)
FACET_COLUMNS = ("labels", "primary", "roles", "unsure", "soft", "status")
# A stance row that a table spreads over several columns: labels.stance.target and so on.
ROW_COLUMNS = ("target", "label", "holder")


class StoreSource(StrictConfig):
    """A label store: its settled labels, as `toolkit export` writes them."""

    store: str = Field(
        min_length=1, description="The label store: a path, or a URL such as sqlite:///PATH."
    )
    facets: tuple[str, ...] = Field(
        default=(), description="Only these facets; all that the run has codebooks for without it."
    )

    @property
    def path(self) -> Path | None:
        """The file behind it; None for a database elsewhere."""
        place = self.store.removeprefix(SQLITE_URL)
        return None if "://" in place else Path(place)


class HubSource(StrictConfig):
    """A Hugging Face data set, or a local folder or table of that form."""

    hub: str = Field(
        min_length=1,
        description="Name on the hub (owner/name), or a local folder or file: what `export "
        "--format hf` or save_to_disk wrote, a downloaded data set, Parquet, Arrow, CSV, JSONL.",
    )
    revision: str | None = Field(
        default=None, description="Commit or tag; required for a name on the hub."
    )
    split: str = Field(default="train", min_length=1, description="Which split to read.")
    config: str | None = Field(
        default=None, description="The data set's own configuration, where it has several."
    )
    columns: Mapping[str, str] = Field(
        default={},
        description="Our field to its column: text, title, labels.topic, primary.topic, …; "
        "labels.stance.target, labels.stance.label and labels.stance.holder for one stance a row. "
        "Without it the columns must be called as in an example file.",
    )

    @property
    def path(self) -> Path | None:
        """The local folder or file; None for a name on the hub."""
        # The loader has made local paths absolute, and no name on the hub is.
        return Path(self.hub) if Path(self.hub).is_absolute() else None

    @field_validator("columns")
    @classmethod
    def _known_fields(cls, value: Mapping[str, str]) -> Mapping[str, str]:
        for name in value:
            kind, dot, rest = name.partition(".")
            if name in ARTICLE_COLUMNS or (kind in FACET_COLUMNS and dot and rest):
                continue
            valid = (*ARTICLE_COLUMNS, *(f"{facet_kind}.FACET" for facet_kind in FACET_COLUMNS))
            hint = did_you_mean(name, valid)
            raise ValueError(f"no field {name!r}. {hint}")
        return value

    @model_validator(mode="after")
    def _can_be_repeated(self) -> Self:
        if self.path is None and self.revision is None:
            raise ValueError(
                f"{self.hub!r} is no folder or file here, and a data set of the hub needs a "
                "revision (commit or tag), so that the run can be repeated. Check the path, or add "
                "revision"
            )
        return self


def source_kind(value: object) -> str:
    """Which of the three a raw or validated entry of `data` is: file, store or hub."""
    if isinstance(value, StoreSource) or (isinstance(value, Mapping) and "store" in value):
        return "store"
    if isinstance(value, HubSource) or (isinstance(value, Mapping) and "hub" in value):
        return "hub"
    return "file"


SOURCE_CLASSES: Mapping[str, type[StrictConfig]] = {"store": StoreSource, "hub": HubSource}
Source = Path | StoreSource | HubSource
_Tagged = Annotated[
    Annotated[Path, Tag("file")]
    | Annotated[StoreSource, Tag("store")]
    | Annotated[HubSource, Tag("hub")],
    Discriminator(source_kind),
]


def _one_or_many(value: Any) -> Any:  # noqa: ANN401 - runs before validation
    one = isinstance(value, (str, Path, Mapping, StoreSource, HubSource))
    items = [value] if one else value
    for item in items if isinstance(items, (list, tuple)) else ():
        if isinstance(item, Mapping) and len(set(SOURCE_CLASSES) & set(item)) != 1:
            hint = did_you_mean(str(next(iter(item), "")), SOURCE_CLASSES)
            raise ValueError(
                "expected a path, a list of paths, {store: PATH} or {hub: NAME, revision: …}, "
                f"got the keys {list(item)}. {hint}"
            )
    return items


Sources = Annotated[
    tuple[_Tagged, ...],
    BeforeValidator(_one_or_many, json_schema_input_type=_Tagged | list[_Tagged]),
]
