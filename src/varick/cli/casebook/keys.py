"""``varick casebook keys``: who can open a casebook; add, change and remove ways in, and rotate its data key."""

import contextlib
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from varick.cli.casebook.papers import Paper, check_can_show, close_window, papers_options, show_words
from varick.cli.casebook.secret import Way, book_argument, new_passphrase, secret_options, unlock
from varick.cli.options import language_option, text_format_option
from varick.cli.output import as_json
from varick.errors import VarickError
from varick.words import Words

if TYPE_CHECKING:
    from varick.casebook.book import Book
    from varick.casebook.file.vault import Slot, Vault


@click.command(
    epilog="Example: varick casebook keys office.casebook. To add one: --add passphrase --name Luis; --add words; "
    "--add officers --name Ida --name Omar --name Lin"
)
@book_argument
@click.option(
    "--add",
    type=click.Choice(["passphrase", "words", "officers"]),
    help="Add a passphrase, a paper with words, or three officers of whom any two open it together.",
)
@click.option(
    "--name",
    "names",
    multiple=True,
    metavar="NAME",
    help="Whose it is; for officers, three times. The log says this name acted.",
)
@click.option("--change", metavar="ID", help="A new passphrase for this key; the data key is rotated.")
@click.option("--remove", metavar="ID", help="Take this key away; the data key is rotated.")
@click.option("--rotate", is_flag=True, help="A new data key; every passphrase and paper stays good.")
@papers_options
@secret_options
@text_format_option
@language_option
def command(
    book: Path,
    add: str | None,
    names: tuple[str, ...],
    change: str | None,
    remove: str | None,
    rotate: bool,
    words_language: str | None,
    words_to_pipe: bool,
    way: Way,
    form: str,
    lang: str,
) -> None:
    """Who can open the casebook. Without an option, a list.

    Whoever leaves: --remove. A passphrase that somebody may have seen: --change. Either writes the whole file anew under
    another data key, so that an old copy of its header opens nothing new; backups made before still open with the old keys.
    """
    words = Words(lang)
    if sum(map(bool, (add, change, remove, rotate))) > 1:
        raise click.UsageError("one thing at a time: --add, --change, --remove or --rotate")
    names = _checked(add, names, words)
    if add in ("words", "officers"):
        check_can_show(words_to_pipe)
    language = words_language or {"es": "spanish"}.get(lang, "english")
    with unlock(book, words, way) as opened:
        vault = opened.vault
        if add == "passphrase":
            text = new_passphrase(words, way.piped)
            _logged(
                opened, "key_added", lambda: vault.add_passphrase(text, names[0]), kind=add, name=names[0]
            )
            click.echo(words("casebook_keys.added", name=names[0]))
        elif add:
            papers = _add_papers(opened, vault, add, names, language)
            show_words(papers, words, words_to_pipe)
            close_window(words, words_to_pipe)
        elif change:
            _change(opened, vault, change, way, words)
        elif remove:
            _remove(opened, vault, remove, words)
        elif rotate:
            _logged(opened, "rotated", vault.rotate)
            click.echo(words("casebook_keys.rotated"))
        else:
            _list(vault, form, words)


def _checked(add: str | None, names: tuple[str, ...], words: Words) -> tuple[str, ...]:
    """The names, as many as the kind of key needs. Raises click.UsageError."""
    names = tuple(" ".join(name.split()) for name in names)
    needed = {"passphrase": (1,), "words": (0, 1), "officers": (3,), None: (0,)}[add]
    if len(names) not in needed or not all(0 < len(n) <= 200 and n.isprintable() for n in names):
        raise click.UsageError(
            f"{f'--add {add}' if add else 'without --add'}: give --name {' or '.join(map(str, needed))} times"
        )
    return names or ((words("casebook_keys.paper_label"),) if add == "words" else ())


def _logged(book: "Book", action: str, act: Callable[[], Any], **detail: str) -> Any:
    """Note the act, then do it: a crash in between leaves an entry too many, and never a key that nobody noted."""
    book.log.append(action, **detail)
    try:
        return act()
    except Exception:
        with contextlib.suppress(
            Exception
        ):  # where the disk fails, this does too, and the first complaint is the one to tell
            book.log.append("key_failed", what=action, **detail)
        raise


def _add_papers(
    book: "Book", vault: "Vault", kind: str, names: tuple[str, ...], language: str
) -> list[Paper]:
    detail = {"kind": kind, "name": ", ".join(names)}
    if kind == "words":
        return [("", _logged(book, "key_added", lambda: vault.add_words(names[0], language), **detail))]
    first, second, third = names
    papers = _logged(
        book, "key_added", lambda: vault.add_officers((first, second, third), language), **detail
    )
    return list(zip(names, papers, strict=True))


def _change(book: "Book", vault: "Vault", key: str, way: Way, words: Words) -> None:
    slot = vault.slot(key)
    if slot.kind != "passphrase":
        raise VarickError(
            f"--change {key}: it has no passphrase; add a new one with --add {slot.kind}, then --remove it"
        )
    text = new_passphrase(words, way.piped)

    def act() -> None:
        vault.change_passphrase(slot.id, text)
        vault.rotate()

    _logged(book, "key_changed", act, key=slot.id, name=slot.label)
    click.echo(words("casebook_keys.changed", name=slot.label))
    click.echo(words("casebook_keys.old_backups"))


def _remove(book: "Book", vault: "Vault", key: str, words: Words) -> None:
    slot = vault.slot(key)
    left = [s for s in vault.slots if s.id != slot.id]
    if not left:
        raise VarickError(f"--remove {key}: it is the only key; add another first")
    _logged(
        book, "key_removed", lambda: vault.remove_slot(slot.id), key=slot.id, kind=slot.kind, name=slot.label
    )
    click.echo(words("casebook_keys.removed", what=_said(slot, words)))
    click.echo(words("casebook_keys.old_backups"))
    _warn_of_few(left, words)


def _warn_of_few(slots: "list[Slot]", words: Words) -> None:
    if len(slots) == 1:
        click.echo(words("casebook_keys.only_one"), err=True)
    elif all(s.kind == "passphrase" for s in slots):
        click.echo(words("casebook_keys.no_paper"), err=True)


def _list(vault: "Vault", form: str, words: Words) -> None:
    if form == "json":
        click.echo(as_json([{"key": s.id, "kind": s.kind, "name": s.label} for s in vault.slots]))
        return
    for slot in vault.slots:
        click.echo(f"{slot.id}  {_said(slot, words)}")
    _warn_of_few(list(vault.slots), words)


def _said(slot: "Slot", words: Words) -> str:
    if slot.kind == "passphrase":
        return words("casebook_keys.is_passphrase", name=slot.label)
    if slot.kind == "words":
        from varick.casebook.file.vault import WORDS_LABEL

        label = words("casebook_keys.paper_label") if slot.label == WORDS_LABEL else slot.label
        return words("casebook_keys.is_words", name=label)
    return words("casebook_keys.is_officers", name=slot.label)
