"""A decision while it is being made: labels on and off, words marked, nothing stored yet."""

from collections.abc import Sequence

from toolkit.codebook import Codebook
from toolkit.errors import DataError
from toolkit.labelling.decision import Decision
from toolkit.labelling.views import Current
from toolkit.records.annotation import Span, State


class Draft:
    """What a coder has ticked for one question of an article facet.

    It keeps to the codebook while the coder works: one label in a single-select facet, no retired
    labels, a main label where one is asked for. What is wrong only as a whole is found when the
    draft is decided.

    Args:
        codebook: Of the facet.
        given: The coder's earlier labels for the same question, to start from.

    Attributes:
        states: State by label, in the order of the coder's choice.
        primary: The main label.
        roles: Role by label.
        evidence: Words that speak for labels.
    """

    def __init__(self, codebook: Codebook, given: Sequence[Current] = ()) -> None:
        self.codebook = codebook
        before = next((item for item in given if item.unit.target is None), None)
        known = codebook.by_id
        self.states: dict[str, State] = {}
        self.primary: str | None = None
        self.roles: dict[str, str] = {}
        self.evidence: list[Span] = []
        self.given = before is not None and before.complete
        if before is not None:
            # Labels of an older codebook version may be gone; the rest is still a good start.
            named = {k: v for k, v in before.states.items() if k in known and v != "absent"}
            self.states = dict(named)
            self.primary = before.primary if before.primary in named else None
            self.roles = {k: v for k, v in before.roles.items() if k in named}
            self.evidence = [span for span in before.evidence if span.label in known]
        self._start = self._content()

    @property
    def changed(self) -> bool:
        """Whether anything differs from what is stored."""
        return self._content() != self._start

    @property
    def present(self) -> list[str]:
        """Labels that apply, in the order of choice."""
        return [label for label, state in self.states.items() if state == "present"]

    @property
    def empty(self) -> bool:
        """Whether nothing is said about any label."""
        return not self.states and not self.evidence

    def spans_of(self, label: str) -> list[Span]:
        """The words marked for a label."""
        return [span for span in self.evidence if span.label == label]

    # --- changes ------------------------------------------------------------------------------

    def toggle(self, label: str, state: State = "present") -> None:
        """Gives a label a state, or takes it away where it has just that.

        Args:
            label: Its id.
            state: Present, unsure or not applicable.

        Raises:
            DataError: If the label is retired.
        """
        if self.states.get(label) == state:
            self._drop(label)
        else:
            self.put(label, state)

    def put(self, label: str, state: State = "present") -> None:
        """Gives a label a state.

        Args:
            label: Its id.
            state: Present, unsure or not applicable.

        Raises:
            DataError: If the label is retired.
        """
        entry = self.codebook.by_id[label]
        if entry.status == "retired" and state == "present":
            others = " or ".join(map(repr, entry.replaced_by))
            instead = f"Use {others}." if others else "Choose another."
            raise DataError(f"{self.codebook.key}: label {label!r} is retired. {instead}")
        if self.codebook.select == "single" and state == "present":
            for other in self.present:
                if other != label:
                    self._drop(other)
        self.states[label] = state
        self._settle()

    def make_primary(self, label: str) -> None:
        """Makes a label the main one; it applies from then on.

        Args:
            label: Its id.

        Raises:
            DataError: If the codebook asks for no main label, or the label is retired.
        """
        if self.codebook.primary == "none":
            raise DataError(f"{self.codebook.key} has no main label.")
        if self.codebook.primary == "optional" and self.primary == label:
            self.primary = None
            return
        self.put(label)
        self.primary = label

    def next_role(self, label: str) -> str | None:
        """Moves a label on to its next role, and after the last one to none.

        Args:
            label: Its id; it applies from then on.

        Returns:
            The role, if there is one now.

        Raises:
            DataError: If the codebook has no roles, or the label is retired.
        """
        roles = self.codebook.roles
        if not roles:
            raise DataError(f"{self.codebook.key} has no roles.")
        if self.states.get(label) != "present":
            self.put(label)
        now = self.roles.pop(label, None)
        following = roles.index(now) + 1 if now in roles else 0
        if following < len(roles):
            self.roles[label] = roles[following]
        return self.roles.get(label)

    def mark(self, span: Span) -> None:
        """Adds words that speak for a label; a label without a state applies from then on.

        Args:
            span: The words; where they touch others of the same label, they are joined by the
                caller's choice of words, not here.

        Raises:
            DataError: If the label is retired.
        """
        if span.label not in self.states:
            self.put(span.label)
        if span not in self.evidence:
            self.evidence.append(span)

    def unmark(self, span: Span) -> None:
        """Takes marked words away; the label stays."""
        self.evidence.remove(span)

    def nothing_applies(self) -> None:
        """Clears all labels and words."""
        self.states.clear()
        self.evidence.clear()
        self._settle()

    def not_applicable(self) -> None:
        """Says that the question does not arise for this article: of no label, then."""
        self.nothing_applies()
        for label in self.codebook.labels:
            if label.status == "active":
                self.states[label.id] = "not_applicable"

    @property
    def is_not_applicable(self) -> bool:
        """Whether the question as a whole was said not to arise."""
        active = [label.id for label in self.codebook.labels if label.status == "active"]
        return len(active) > 1 and all(self.states.get(i) == "not_applicable" for i in active)

    # --- the decision -------------------------------------------------------------------------

    def decision(self) -> Decision:
        """The draft as a decision; labels that are not named are absent."""

        def having(wanted: State) -> list[str]:
            return [label for label, state in self.states.items() if state == wanted]

        return Decision(
            present=having("present"),
            unsure=having("unsure"),
            not_applicable=having("not_applicable"),
            primary=self.primary,
            roles=dict(self.roles),
            evidence=list(self.evidence),
        )

    def _drop(self, label: str) -> None:
        self.states.pop(label, None)
        self.evidence = [span for span in self.evidence if span.label != label]
        self._settle()

    def _settle(self) -> None:
        """Keeps main label and roles to labels that apply."""
        present = self.present
        self.roles = {label: role for label, role in self.roles.items() if label in present}
        if self.primary not in present:
            self.primary = None
        if self.primary is None and self.codebook.primary == "required" and present:
            self.primary = present[0]

    def _content(self) -> tuple[object, ...]:
        return (dict(self.states), self.primary, dict(self.roles), list(self.evidence))
