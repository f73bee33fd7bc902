"""A charter in words, line by line."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from varick.together.charter.charter import Charter
    from varick.words import Words


def lines(charter: "Charter", words: "Words") -> list[str]:
    """All that a charter says, for whoever is to sign it."""
    from varick.together.preparing import fictitious, room

    of = charter.members
    said = [words("together_charter.title", title=charter.title), words("together_charter.members")]
    for at, member in enumerate(of):
        signed = "together_charter.signed" if at in charter.signatures else "together_charter.unsigned"
        said.append(
            words(
                "together_charter.member",
                place=str(at + 1),
                name=member.name,
                fingerprint=member.fingerprint,
                state=words(signed),
            )
        )
    practices = [words.find(f"casebook_choice.practice.{code}") or code for code in charter.practices]
    said += [
        words(
            "together_charter.covers",
            practices=words.listed(practices),
            first=words.date(charter.first),
            last=words.date(charter.last),
        ),
        words(
            "together_charter.fields",
            fields=words.listed([words(f"together_field.{name}") for name in charter.fields]),
        ),
        words("together_charter.recipe", version=str(charter.recipe)),
        words("together_charter.rows", rows=words.number(charter.rows), room=words.number(room(charter))),
        words("together_charter.tally", name=of[charter.tally].name),
        _rule(charter, words),
        words("together_charter.planted", count=words.number(charter.planted_count)),
        *([] if all(fictitious(charter)) else [words("together_charter.unwatched")]),
        words("together_charter.fingerprint", fingerprint=charter.fingerprint),
    ]
    if charter.missing:
        said.append(words("together_charter.missing", names=words.listed(charter.missing)))
    else:
        said.append(words("together_charter.whole"))
    return [*said, words("together_charter.review"), *filter(None, [words.notice])]


def _rule(charter: "Charter", words: "Words") -> str:
    rule = charter.release
    if rule.kind == "suppress":
        return words("together_charter.suppress", threshold=words.number(rule.threshold))
    return words("together_charter.noise", epsilon=words.figures(str(rule.epsilon)))
