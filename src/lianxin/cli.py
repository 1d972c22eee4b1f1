"""The `lianxin` command, for people who never saw Django.

lianxin init --playbook dachang    make an empty installation
lianxin serve                      serve its pages
lianxin worker                     send its messages and do what is due
lianxin backup FOLDER              put everything into one file
lianxin move --to postgresql://…   move the rows from SQLite to PostgreSQL
"""

from __future__ import annotations

import argparse
import getpass
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

import django
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.core.management import call_command, execute_from_command_line
from django.core.management.base import SystemCheckError
from django.utils import timezone
from environs import EnvError

from lianxin.operate import archive, processes, steps

LOCAL = {"LIANXIN_HTTPS": "0", "LIANXIN_LOG_JSON": "0"}  # for a trial on one's own machine


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one subcommand. Returns the exit code."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lianxin.settings")
    given = list(sys.argv[1:] if arguments is None else arguments)
    try:
        return _run(given)
    except (ImproperlyConfigured, EnvError, archive.NotPossible) as problem:
        sys.exit(f"lianxin: {problem}")


def _run(given: list[str]) -> int:
    if given[:1] and given[0] in PASSED_ON:
        return _manage(PASSED_ON[given[0]] + given[1:])
    options = _parser().parse_args(given)
    code: int = options.run(options)
    return code


# Subcommands that are a management command under a plainer name; they keep their own options.
PASSED_ON: dict[str, list[str]] = {
    "manage": [],
    "import": ["import_cases"],
    "train": ["train"],
    "worker": ["work"],
}


class _Parser(argparse.ArgumentParser):
    """Says what there is when it was asked for what there is not."""

    def error(self, message: str) -> NoReturn:
        self.print_help(sys.stderr)
        self.exit(2, f"\n{self.prog}: {message}\n")


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="lianxin", description="Run and look after an installation of Lianxin.")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)

    init = commands.add_parser("init", help="make a new installation, empty or from a playbook")
    init.add_argument("--playbook", metavar="NAME", help="a district's way of working")
    init.add_argument("--operator", metavar="NAME", help="sign-in name of the first operator")
    init.add_argument("--email", default="", help="the operator's mail address")
    init.set_defaults(run=_init)

    serve = commands.add_parser("serve", help="serve the pages")
    _add_address(serve)
    serve.add_argument("--workers", type=int, default=0, help="processes; default: one a core")
    serve.add_argument("--threads", type=int, default=4, help="threads in each process")
    serve.add_argument("--with-worker", action="store_true", help="the worker too, in one service")
    serve.set_defaults(run=_serve)

    commands.add_parser("worker", help="send messages and do what is due", add_help=False)

    demo = commands.add_parser("demo", help="serve a living demo town, web and worker together")
    _add_address(demo)
    demo.add_argument("--size", choices=["town", "district"], default="town")
    demo.set_defaults(run=_demo)

    check = commands.add_parser("check", help="tell what is not set up as it should be")
    check.set_defaults(run=_check)

    _add_archive(commands)
    commands.add_parser("import", help="take in a ledger of cases, Excel or CSV", add_help=False)
    commands.add_parser("train", help="learn the classes of cases anew", add_help=False)
    commands.add_parser("manage", help="any of Django's own commands", add_help=False)
    return parser


def _add_archive(commands: argparse._SubParsersAction[_Parser]) -> None:
    backup = commands.add_parser("backup", help="put database, uploads and secrets into one file")
    backup.add_argument(
        "target",
        type=Path,
        nargs="?",
        default=Path(),
        metavar="FOLDER",
        help="made if need be; or a file that ends with .tar.gz; default: here",
    )
    backup.set_defaults(run=_backup)

    restore = commands.add_parser("restore", help="bring a backup back; moves present data aside")
    restore.add_argument("source", type=Path, metavar="FILE")
    restore.add_argument("--yes", action="store_true", help="do not ask")
    restore.set_defaults(run=_restore)

    move = commands.add_parser("move", help="move all rows into an empty PostgreSQL database")
    move.add_argument("--to", metavar="URL", required=True, help="postgresql://user@host/name")
    move.set_defaults(run=_move)


def _add_address(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on")
    parser.add_argument("--port", type=int, default=8000)


def _manage(arguments: Sequence[str]) -> int:
    execute_from_command_line(["lianxin", *arguments])
    return 0


def _init(options: argparse.Namespace) -> int:
    django.setup()
    print(f"Making an installation in {settings.DATA}")
    steps.prepare()
    if options.playbook:
        call_command("load_playbook", options.playbook)
    if options.operator or sys.stdin.isatty():
        _make_operator(options)
    print("Now start `lianxin serve` and `lianxin worker`; `lianxin check` tells what is amiss.")
    return 0


def _make_operator(options: argparse.Namespace) -> None:
    """The first person who may sign in; asked for what the command line does not say."""
    users = get_user_model()
    name = options.operator or input("Sign-in name of the operator [operator]: ") or "operator"
    if users.objects.filter(username=name).exists():
        print(f"  {name} is there already and keeps the password.")
        return
    password = os.environ.get("LIANXIN_OPERATOR_PASSWORD") or getpass.getpass(
        f"Password of {name}: "
    )
    _require_good(password)
    from lianxin.network import actions  # noqa: PLC0415  models load only after setup()

    actions.create_operator(name, email=options.email, password=password, at=timezone.now())
    print(f"  {name} may sign in now.")


def _require_good(password: str) -> None:
    try:
        validate_password(password)
    except ValidationError as weak:
        sys.exit("\n".join(weak.messages))


def _serve(options: argparse.Namespace) -> int:
    """Become the web server; returns only when it cannot."""
    django.setup()
    if pending := steps.pending_migrations():
        print(f"The database is not up to date ({len(pending)} changes); run `lianxin init`.")
        return 1
    steps.collect_static()
    command = processes.both_command if options.with_worker else processes.web_command
    return processes.become(
        command(options.host, options.port, workers=options.workers, threads=options.threads)
    )


def _demo(options: argparse.Namespace) -> int:
    """Become web and worker of the demo town; returns only when they cannot be started."""
    port = processes.free_port(options.host, options.port)
    address = f"http://{options.host}:{port}/"
    for name, value in {**LOCAL, "LIANXIN_SITE_URL": address}.items():
        os.environ.setdefault(name, value)
    django.setup()
    steps.prepare()
    call_command("load_demo", size=options.size)
    call_command("demo_accounts")
    return processes.become(processes.both_command(options.host, port))


def _check(_: argparse.Namespace) -> int:
    django.setup()
    try:
        call_command("check", deploy=True, databases=["default"])
    except SystemCheckError as problems:
        print(problems)
        return 1
    pending = steps.pending_migrations()
    if pending:
        print(f"The database lacks {len(pending)} changes; run `lianxin init`.")
    if settings.EMAIL_URL.startswith("file:"):
        print("Mails are kept in files and not sent, as long as LIANXIN_EMAIL_URL is file:")
    return 1 if pending else 0


def _backup(options: argparse.Namespace) -> int:
    django.setup()
    written = archive.back_up(options.target, at=timezone.localtime())
    size = written.stat().st_size / 1e6
    print(f"{written}  {size:.1f} MB. It holds the secrets too: keep it as you keep keys.")
    return 0


def _restore(options: argparse.Namespace) -> int:
    django.setup()
    print("Web and worker must be stopped. The present data will be moved aside.")
    if not options.yes and input("Go on? [y/N] ").strip().lower() != "y":
        return 1
    aside = archive.bring_back(options.source, at=timezone.localtime())
    print(
        f"Brought back {options.source}." + (f" The former data is in {aside}." if aside else "")
    )
    return 0


def _move(options: argparse.Namespace) -> int:
    """Copy, then let another process prove with the new database that every history is whole."""
    django.setup()
    from lianxin.operate import move  # noqa: PLC0415  models load only after setup()

    print("Web and worker must be stopped. The present database is left as it is.")
    moved = move.move(options.to, tell=_tell_rows)
    print(f"\n{moved} rows moved. Checking every history there …")
    os.environ["LIANXIN_DATABASE_URL"] = options.to
    if code := processes.run(["manage", "verify_timeline"]):
        print("Do not use the new database; the present one is unchanged.")
        return code
    print(f"Now set LIANXIN_DATABASE_URL={options.to} in {settings.DATA / 'lianxin.env'}")
    return 0


def _tell_rows(table: str, done: int, total: int) -> None:
    print(f"\r  {table:40} {done:>9} of {total}", end="\n" if done == total else "", flush=True)


if __name__ == "__main__":
    sys.exit(main())
