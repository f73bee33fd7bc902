"""``varick casebook``: encrypted case files of one organisation, and what is done with them."""

import click

from varick.cli.lazy import Lazy

VERBS: dict[str, dict[str, tuple[str, str]]] = {
    "Where do we keep cases, and who can open them?": {
        "init": ("varick.cli.casebook.init", "Make a casebook; prints the recovery words and what it protects."),
        "keys": ("varick.cli.casebook.keys", "Who can open it: passphrases, words on paper, officers."),
    },
    "What happened to this person?": {
        "add": ("varick.cli.casebook.add", "Enter a case, one question a line; stop and go on at any time."),
        "edit": ("varick.cli.casebook.edit", "Change a case, or go on with one that was begun."),
        "show": ("varick.cli.casebook.show", "One case as it stands; who it is about only with --identity."),
        "attach": ("varick.cli.casebook.attach", "Keep a file with a case: a letter, a photograph."),
        "consent": ("varick.cli.casebook.consent", "What the person agreed to, use by use; taken back at once."),
    },
    "What do we have?": {
        "list": ("varick.cli.casebook.list", "The cases, a line each; filtered by answers."),
        "search": ("varick.cli.casebook.search", "The cases that hold a word or a name, asked for on the terminal."),
        "import": ("varick.cli.casebook.import_", "Cases from a table, with a preview of what would change."),
    },
    "What must nobody miss, and what is new?": {
        "agenda": ("varick.cli.casebook.agenda", "Appointments and other days to come; a calendar file on request."),
        "patterns": ("varick.cli.casebook.patterns", "Whether a practice is new or growing, with the counts behind it."),
    },
    "What may leave, and what must go?": {
        "export": ("varick.cli.casebook.export", "Full for counsel, coalition, aggregate: each with what was done."),
        "purge": ("varick.cli.casebook.purge", "Destroy a case and its key; says which backups still hold it."),
    },
    "Would it survive, and who did what?": {
        "backup": ("varick.cli.casebook.backup", "An encrypted copy for one or more recipients."),
        "restore": ("varick.cli.casebook.restore", "A casebook from a backup and the recovery words."),
        "drill": ("varick.cli.casebook.drill", "Restore the backup to a scratch place, check it, and time it."),
        "verify": ("varick.cli.casebook.verify", "Check the log against its head on paper, without a key if need be."),
        "log": ("varick.cli.casebook.log", "Who did what and when."),
    },
}  # fmt: skip


@click.group(
    cls=Lazy,
    verbs=VERBS,
    epilog="Example: varick casebook list office.casebook. Where office.casebook is what varick casebook init made. The "
    "passphrase is asked for; it is never an argument.",
)
def command() -> None:
    """Cases of one organisation in one encrypted file, which opens with its passphrase or its words on paper.

    Nothing of a case stands in clear outside that file, unless you print it, export it or redirect it to a file yourself.
    """
