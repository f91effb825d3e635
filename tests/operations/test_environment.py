import subprocess
import sys

import pytest
from django.core.exceptions import ImproperlyConfigured

from digibank import environment, settings


@pytest.fixture
def given(monkeypatch):
    return lambda value: monkeypatch.setenv("THING", value)


@pytest.mark.parametrize(("value", "read"), [("0", False), ("1", True), (" 1 ", True), ("", True)])
def test_switch_reads_0_and_1_and_else_its_default(given, value, read):
    given(value)

    assert environment.switch("THING", default=True) is read


@pytest.mark.parametrize("value", ["yes", "true", "2", "-1", "on"])
def test_switch_refuses_anything_else(given, value):
    given(value)
    with pytest.raises(ImproperlyConfigured, match="THING is .*: write 0 or 1."):
        environment.switch("THING")


@pytest.mark.parametrize(("value", "read"), [("", 5), ("1", 1), ("9", 9)])
def test_number_reads_a_number_and_else_its_default(given, value, read):
    given(value)

    assert environment.number("THING", 5, 1, 9) == read


@pytest.mark.parametrize("value", ["0", "10", "x", "1.5", "-3", "²"])
def test_number_refuses_what_lies_outside(given, value):
    given(value)
    with pytest.raises(ImproperlyConfigured, match="write a number from 1 to 9"):
        environment.number("THING", 5, 1, 9)


def test_words_are_cut_at_commas(given):
    given(" a, b,,c ")

    assert environment.words("THING") == ["a", "b", "c"]


def test_secret_key_is_made_once_and_for_its_owner_alone(tmp_path, monkeypatch):
    monkeypatch.delenv("SECRET_KEY", raising=False)
    first, second = settings.secret_key(tmp_path / "var"), settings.secret_key(tmp_path / "var")

    assert first == second
    assert len(first) >= 60
    assert [path.name for path in (tmp_path / "var").iterdir()] == ["secret_key"]
    assert (tmp_path / "var/secret_key").stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "var").stat().st_mode & 0o777 == 0o700


def test_secret_key_that_others_can_read_is_refused(tmp_path, monkeypatch):
    monkeypatch.delenv("SECRET_KEY", raising=False)
    settings.secret_key(tmp_path)
    (tmp_path / "secret_key").chmod(0o640)

    with pytest.raises(ImproperlyConfigured, match="chmod 600"):
        settings.secret_key(tmp_path)


def test_secret_key_from_the_environment_is_not_written(tmp_path, monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "given")

    assert settings.secret_key(tmp_path) == "given"
    assert list(tmp_path.iterdir()) == []


def test_two_processes_that_start_together_have_one_secret_key(tmp_path):
    code = (
        "import sys; from pathlib import Path; import digibank.settings as s;"
        "sys.stdin.readline(); print(s.secret_key(Path(sys.argv[1])))"
    )
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", code, tmp_path / "new"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={"VAR": str(tmp_path / "other")},
            text=True,
        )
        for _ in range(4)
    ]
    for process in processes:
        process.stdin.write("\n")
        process.stdin.flush()

    keys = {process.communicate()[0] for process in processes}
    assert keys == {(tmp_path / "new/secret_key").read_text() + "\n"}


@pytest.mark.parametrize("url", ["digibank.example.be", "ftp://x", "://"])
def test_site_url_refuses_what_is_no_site(monkeypatch, url):
    monkeypatch.setenv("SITE_URL", url)
    with pytest.raises(ImproperlyConfigured, match="begin with https://"):
        settings.site_url()


@pytest.mark.parametrize("url", ["sqlite:///x", "mysql://x/y", "localhost/digibank"])
def test_database_url_refuses_other_databases(monkeypatch, url):
    monkeypatch.setenv("DATABASE_URL", url)
    with pytest.raises(ImproperlyConfigured, match="write postgres://") as refusal:
        settings.database()
    assert url not in str(refusal.value)  # it may hold a password


def test_database_url_gives_connections_that_stay_and_are_tried(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgres://me:word@db:5433/bank?sslmode=require")
    given = settings.database()

    assert (given["ENGINE"], given["HOST"], given["PORT"], given["NAME"]) == (
        "django.db.backends.postgresql",
        "db",
        5433,
        "bank",
    )
    assert given["OPTIONS"] == {"connect_timeout": 5, "sslmode": "require"}
    assert (given["CONN_MAX_AGE"], given["CONN_HEALTH_CHECKS"]) == (600, True)


def settings_with(tmp_path, **variables):
    """A few settings as a new process reads them."""
    names = "SESSION_COOKIE_SECURE CSRF_COOKIE_SECURE SECURE_HSTS_SECONDS ALLOWED_HOSTS LOOPBACK"
    code = f"import digibank.settings as s; print([getattr(s, n) for n in {names.split()}])"
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={"VAR": str(tmp_path), **variables},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip()


def test_behind_tls_cookies_are_secure_and_browsers_remember(tmp_path):
    assert settings_with(tmp_path, SITE_URL="https://bank.be", HOST="0.0.0.0") == (
        "[True, True, 31536000, ['localhost', '127.0.0.1', '[::1]', 'bank.be'], False]"
    )


def test_without_tls_cookies_also_work(tmp_path):
    assert settings_with(tmp_path) == (
        "[False, False, 0, ['localhost', '127.0.0.1', '[::1]'], True]"
    )


@pytest.mark.parametrize(
    ("variable", "sentence"),
    [
        ({"DEBUG": "yes"}, "DEBUG is 'yes': write 0 or 1."),
        ({"PORT": "0"}, "PORT is '0': write a number from 1 to 65535."),
        ({"SITE_URL": "x"}, "SITE_URL is 'x': begin with https:// or http://."),
    ],
)
def test_the_command_says_what_is_wrong_and_no_more(tmp_path, variable, sentence):
    done = subprocess.run(
        [sys.executable, "-m", "digibank", "serve" if "PORT" in variable else "check"],
        env={"VAR": str(tmp_path), **variable},
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.returncode, done.stderr) == (1, f"{sentence}\n")
