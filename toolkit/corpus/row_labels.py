"""One labelled row: its labels, spans and stance rows, checked against the codebooks."""

from collections.abc import Mapping
from typing import Any, cast

from toolkit.codebook import Codebook
from toolkit.corpus.labelled_row import LabelledRow, RowsReport
from toolkit.errors import did_you_mean
from toolkit.records import Article, Evidence, StanceRow, normal_holder
from toolkit.records.example import Status

STATUSES = ("gold", "consensus", "silver")


class RowParser:
    """One row's labels; every problem of the row is noted in `problems`, one line each.

    Args:
        row: With the keys of an example file.
        article: The row's article.
        codebooks: By facet.
        where: Place for messages.
        report: Receives what is no problem but worth knowing.
    """

    def __init__(
        self,
        row: Mapping[str, Any],
        article: Article,
        codebooks: Mapping[str, Codebook],
        where: str,
        report: RowsReport,
    ) -> None:
        self.row = row
        self.article = article
        self.codebooks = codebooks
        self.where = where
        self.report = report
        self.problems: list[str] = []

    def parse(self, number: int) -> LabelledRow:
        """The row; worth keeping only if `problems` is empty afterwards.

        Args:
            number: Line or row number, from 1.

        Returns:
            Whatever of the row is in order.
        """
        labels: dict[str, frozenset[str]] = {}
        stance: tuple[StanceRow, ...] | None = None
        for facet, value in self._mapping("labels", required=True).items():
            codebook = self._codebook(facet)
            if codebook is None or value is None:
                continue
            if codebook.unit == "stance-row":
                stance = self._stance(codebook, value)
            else:
                labels[facet] = self._label_set(codebook, value, f"labels.{facet}")
        return LabelledRow(
            article=self.article,
            line=number,
            labels=labels,
            stance=stance,
            primary=self._primary(labels),
            roles=self._roles(),
            unsure=self._unsure(),
            evidence=tuple(self._evidence()),
            cluster=self._cluster(),
            inclusion=self._inclusion(),
            status=self._status(),
            soft=self._soft(),
        )

    def _problem(self, message: str) -> None:
        self.problems.append(f"{self.where}: {message}")

    def _codebook(self, facet: str) -> Codebook | None:
        codebook = self.codebooks.get(facet)
        if codebook is None:
            self.report.ignored_facets[facet] += 1
        return codebook

    def _mapping(self, key: str, *, required: bool = False) -> dict[str, Any]:
        value = self.row.get(key)
        if isinstance(value, dict):
            return value
        if value is not None or required:
            self._problem(f"{key}: expected a mapping from facet to labels, got {value!r:.60}.")
        return {}

    def _label_set(self, codebook: Codebook, value: object, place: str) -> frozenset[str]:
        written = [value] if isinstance(value, str) else value
        if not isinstance(written, list):
            self._problem(f"{place}: expected a list of labels, got {value!r:.60}.")
            return frozenset()
        found = [self._label(codebook, item, place) for item in written]
        known = frozenset(label for label in found if label is not None)
        if codebook.select == "single" and len(known) > 1:
            self._problem(f"{place}: codebook {codebook.key} takes one label, got {sorted(known)}.")
        return known

    def _label(self, codebook: Codebook, written: object, place: str) -> str | None:
        if not isinstance(written, str):
            self._problem(f"{place}: expected text, got {written!r:.60}.")
            return None
        label = codebook.resolve(written)
        if label is None:
            hint = codebook.suggest(written)
            self._problem(f"{place}: label {written!r} is not in {codebook.key}. {hint}")
        elif label != written:
            self.report.notes[f"{codebook.facet} label {written!r} read as {label!r}"] += 1
        elif codebook.by_id[label].status == "retired":
            self.report.notes[f"{codebook.facet} label {label!r} is retired"] += 1
        return label

    def _primary(self, labels: Mapping[str, frozenset[str]]) -> dict[str, str]:
        primary: dict[str, str] = {}
        for facet, written in self._mapping("primary").items():
            codebook = self.codebooks.get(facet)
            if codebook is None or written is None:
                continue
            label = self._label(codebook, written, f"primary.{facet}")
            if label is None:
                continue
            if label not in codebook.with_parents(labels.get(facet, frozenset())):
                self._problem(f"primary.{facet}: {label!r} is not among the labels of this row.")
            primary[facet] = label
        return primary

    def _roles(self) -> dict[str, dict[str, str]]:
        roles: dict[str, dict[str, str]] = {}
        for facet, given in self._mapping("roles").items():
            codebook = self.codebooks.get(facet)
            if codebook is None or given is None:
                continue
            if not isinstance(given, dict):
                self._problem(f"roles.{facet}: expected {{label: role}}, got {given!r:.60}.")
                continue
            roles[facet] = {}
            for written, role in given.items():
                label = self._label(codebook, written, f"roles.{facet}")
                if not isinstance(role, str) or (codebook.roles and role not in codebook.roles):
                    expected = ", ".join(codebook.roles) or "text"
                    self._problem(f"roles.{facet}.{written}: expected {expected}, got {role!r}.")
                if label is not None:
                    roles[facet][label] = role
        return roles

    def _soft(self) -> dict[str, dict[str, float]]:
        soft: dict[str, dict[str, float]] = {}
        for facet, given in self._mapping("soft").items():
            codebook = self.codebooks.get(facet)
            if codebook is None or given is None:
                continue
            if codebook.unit == "stance-row":
                self._problem(f"soft.{facet}: shares are of article facets, not of stance rows.")
            elif not isinstance(given, dict):
                self._problem(f"soft.{facet}: expected {{label: share}}, got {given!r:.60}.")
            else:
                soft[facet] = self._shares(codebook, given)
        return soft

    def _shares(self, codebook: Codebook, given: Mapping[str, Any]) -> dict[str, float]:
        shares: dict[str, float] = {}
        for written, share in given.items():
            place = f"soft.{codebook.facet}"
            label = self._label(codebook, written, place)
            number = isinstance(share, (int, float)) and not isinstance(share, bool)
            if not number or not 0 <= share <= 1:
                self._problem(f"{place}.{written}: expected a share in [0, 1], got {share!r:.60}.")
            elif label is not None:
                shares[label] = float(share)
        return shares

    def _unsure(self) -> dict[str, frozenset[str]]:
        return {
            facet: self._label_set_any(self.codebooks[facet], written, f"unsure.{facet}")
            for facet, written in self._mapping("unsure").items()
            if facet in self.codebooks and written is not None
        }

    def _label_set_any(self, codebook: Codebook, value: object, place: str) -> frozenset[str]:
        multi = codebook.model_copy(update={"select": "multi"})
        return self._label_set(multi, value, place)

    def _evidence(self) -> list[Evidence]:
        found: list[Evidence] = []
        items = self.row.get("evidence") or []
        if not isinstance(items, list):
            self._problem(f"evidence: expected a list, got {items!r:.60}.")
            return found
        for i, item in enumerate(items):
            place = f"evidence.{i}"
            if not isinstance(item, dict) or not isinstance(item.get("facet"), str):
                self._problem(f"{place}: expected facet, label, field, start, end, quote.")
                continue
            if item["facet"] not in self.codebooks:
                continue
            label = self._label(self.codebooks[item["facet"]], item.get("label"), place)
            span = self._span(item, place)
            if label is not None and span is not None:
                start, end = span
                found.append(
                    Evidence(
                        facet=item["facet"],
                        label=label,
                        field=item["field"],
                        start=start,
                        end=end,
                        quote=self.article.field_text(item["field"])[start:end],
                        target=self._name(item, "target", place),
                        holder=self._holder(item, place) if item.get("holder") else None,
                    )
                )
        return found

    def _span(self, item: Mapping[str, Any], place: str) -> tuple[int, int] | None:
        field_name, start, end = item.get("field"), item.get("start"), item.get("end")
        if field_name not in ("title", "dek", "text", "captions"):
            self._problem(f"{place}: field: expected title, dek, text or captions.")
            return None
        whole = self.article.field_text(field_name)
        if not (isinstance(start, int) and isinstance(end, int) and 0 <= start < end <= len(whole)):
            self._problem(f"{place}: span {start!r}:{end!r} is outside {field_name}.")
            return None
        if item.get("quote") is not None and whole[start:end] != item["quote"]:
            self._problem(
                f"{place}: {field_name}[{start}:{end}] is {whole[start:end]!r:.60}, "
                f"not the quote {item['quote']!r:.60}. Offsets count code points."
            )
            return None
        return start, end

    def _stance(self, codebook: Codebook, value: object) -> tuple[StanceRow, ...]:
        if not isinstance(value, list):
            self._problem(f"labels.{codebook.facet}: expected a list of rows, got {value!r:.60}.")
            return ()
        rows: dict[tuple[str, str], StanceRow] = {}
        for i, item in enumerate(value):
            row = self._stance_row(codebook, item, f"labels.{codebook.facet}.{i}")
            if row is None:
                continue
            key = (row.target, row.holder)
            if key in rows and rows[key].label != row.label:
                self._problem(
                    f"labels.{codebook.facet}.{i}: {row.target!r} by {row.holder!r} is both "
                    f"{rows[key].label!r} and {row.label!r}. Keep one."
                )
            rows.setdefault(key, row)
        return tuple(rows.values())

    def _stance_row(self, codebook: Codebook, item: object, place: str) -> StanceRow | None:
        if not isinstance(item, dict) or not isinstance(item.get("target"), str):
            self._problem(f"{place}: expected {{target, label, holder?, start?, end?}}.")
            return None
        unknown = set(item) - {"target", "label", "holder", "start", "end"}
        if unknown:
            self._problem(f"{place}: unknown keys {sorted(unknown)}.")
        target = item["target"].strip()
        if not target:
            self._problem(f"{place}: target: expected text, got nothing.")
            return None
        if codebook.targets != "open" and target not in codebook.targets_by_id:
            hint = did_you_mean(target, codebook.targets_by_id)
            self._problem(f"{place}: target {target!r} is not in {codebook.key}. {hint}")
            return None
        label = None
        if item.get("label") is not None:
            label = self._label(codebook, item["label"], place)
        start, end = item.get("start"), item.get("end")
        if start is not None or end is not None:
            size = len(self.article.text)
            if not (isinstance(start, int) and isinstance(end, int) and 0 <= start < end <= size):
                self._problem(f"{place}: span {start!r}:{end!r} is outside text.")
                return None
        holder = self._holder(item, place)
        return StanceRow(target=target, holder=holder, label=label, start=start, end=end)

    def _name(self, item: Mapping[str, Any], key: str, place: str) -> str | None:
        value = item.get(key)
        if value is None or isinstance(value, str):
            return value
        self._problem(f"{place}: {key}: expected text, got {value!r:.60}.")
        return None

    def _holder(self, item: Mapping[str, Any], place: str) -> str:
        return normal_holder(self._name(item, "holder", place))

    def _cluster(self) -> str | None:
        value = self.row.get("cluster")
        if value is not None and not isinstance(value, (str, int)):
            self._problem(f"cluster: expected text, got {value!r:.60}.")
        name = "" if value is None else str(value).strip()
        return name or None  # an empty cell of a table is no cluster that all such rows share

    def _inclusion(self) -> float | None:
        value = self.row.get("inclusion")
        if value is None:
            return None
        if isinstance(value, (int, float)) and not isinstance(value, bool) and 0 < value <= 1:
            return float(value)
        self._problem(f"inclusion: expected a probability in (0, 1], got {value!r:.60}.")
        return None

    def _status(self) -> dict[str, Status]:
        status: dict[str, Status] = {}
        given = self.row.get("status")
        if given in STATUSES:  # silver labels must not pass for gold because of a slip
            self._problem(f"status: expected {{facet: {given}}}, got {given!r}.")
        if not isinstance(given, dict):
            return status
        for facet, value in given.items():
            if value is None:
                continue
            if value not in STATUSES:
                expected = ", ".join(STATUSES)
                self._problem(f"status.{facet}: expected one of {expected}, got {value!r:.60}.")
            else:
                status[facet] = cast(Status, value)
        return status
