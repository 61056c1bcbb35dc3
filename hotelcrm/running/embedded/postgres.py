"""PostgreSQL 18 from its wheel: one cluster in the data directory, reached by socket, as nobody but ourselves."""

import os
import pwd
import shutil
import time
from pathlib import Path

import psycopg2

from hotelcrm.running import environment
from hotelcrm.running.embedded import owner as owners
from hotelcrm.running.embedded.owner import Owner, ServerError

START_SECONDS = 120  # after a crash the log is replayed first
ORPHAN_SECONDS = 20  # backends end by themselves when they notice that the server is gone
SMALL_SHM = 512 * 1024**2

# Durable as shipped (fsync, synchronous_commit); sized for one machine. Errors are logged without their statement and
# without the offending values: those can be a guest's name.
CONFIGURATION = """\
listen_addresses = ''
unix_socket_directories = '{sockets}'
unix_socket_permissions = 0700
max_connections = 200
shared_buffers = {shared_buffers}MB
effective_cache_size = {cache}MB
work_mem = 32MB
max_parallel_workers_per_gather = {helpers}
maintenance_work_mem = 256MB
dynamic_shared_memory_type = {shm}
max_wal_size = 4GB
min_wal_size = 256MB
checkpoint_completion_target = 0.9
wal_compression = on
random_page_cost = 1.1
jit = off
shared_preload_libraries = 'pg_stat_statements'
timezone = 'UTC'
log_timezone = 'UTC'
lc_messages = 'C'
logging_collector = on
log_directory = '{logs}'
log_filename = 'postgres-%a.log'
log_truncate_on_rotation = on
log_rotation_age = 1d
log_min_error_statement = panic
log_error_verbosity = terse
"""


class Postgres:
    """The embedded database server."""

    name = "postgres"

    def __init__(self, owner: Owner) -> None:
        self.owner = owner
        self.home = environment.servers_dir()
        self.data = self.home / "postgres"
        self.sockets = environment.sockets_dir()

    def is_ready(self) -> bool:
        return _accepts(self.sockets)

    def start(self) -> None:
        """Create the cluster on first use, start it, wait until it answers, create the database. Idempotent."""
        if not (self.data / "PG_VERSION").exists():
            self._create_cluster()
        self._configure()
        self._forget_dead_server()
        pg_ctl = owners.postgres_program(self.owner, "pg_ctl")
        log = self.home / "log"
        done = self.owner.run(
            [pg_ctl, "start", "-D", self.data, "-w", "-t", str(START_SECONDS), "-l", log / "postgres-start.log"],
            cwd=self.home,
        )
        if done.returncode != 0 and not self.is_ready():
            raise ServerError(f"PostgreSQL does not start: {_last_words(log) or _tail(done.stdout)} (see {log})")
        self._create_database()

    def stop(self) -> None:
        if not self._process_id():
            return
        pg_ctl = owners.postgres_program(self.owner, "pg_ctl")
        done = self.owner.run([pg_ctl, "stop", "-D", self.data, "-m", "fast", "-w", "-t", "60"], cwd=self.home)
        if done.returncode != 0 and self.is_ready():
            raise ServerError(f"PostgreSQL does not stop: {_tail(done.stdout)}")

    def _create_cluster(self) -> None:
        if any(self.data.iterdir()):  # an initdb that was killed half-way leaves files and no PG_VERSION at the end
            shutil.rmtree(self.data)
            self.owner.make_dir(self.data)
        initdb = owners.postgres_program(self.owner, "initdb")
        done = self.owner.run(
            [
                *(initdb, "-D", self.data, "-U", "hotelcrm", "--auth=peer", "--encoding=UTF8"),
                # C.UTF-8: with plain C, trigrams ignore every Chinese character.
                *("--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C.UTF-8"),
            ],
            cwd=self.home,
        )
        if done.returncode != 0:
            raise ServerError(f"initdb failed: {_tail(done.stdout)}")

    def _configure(self) -> None:
        """Written anew at each start, so that an update of ours or a moved directory takes effect."""
        memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 1024**2
        configuration = CONFIGURATION.format(
            sockets=str(self.sockets).replace("'", "''"),
            logs=str(self.home / "log").replace("'", "''"),
            shared_buffers=min(max(memory // 8, 64), 1024),
            cache=min(max(memory // 2, 256), 8192),
            helpers=min(max((os.cpu_count() or 1) - 1, 1), 4),  # beside the one that asks
            shm=_shared_memory(),
        )
        # Peer: the kernel says who is at the other end of the socket; it lets in the servers' user and us.
        names = sorted({self.owner.name, pwd.getpwuid(os.geteuid()).pw_name})
        self._write("postgresql.conf", configuration)
        self._write("pg_hba.conf", "local all all peer map=house\n")
        self._write("pg_ident.conf", "".join(f"house {name} hotelcrm\n" for name in names))

    def _write(self, name: str, content: str) -> None:
        path = self.data / name
        path.write_text(content)
        os.chown(path, self.owner.uid, self.owner.gid)
        path.chmod(0o600)

    def _forget_dead_server(self) -> None:
        """Remove a pid file whose process is dead, a zombie or, after a power cut, somebody else by now.

        PostgreSQL would take it for a running server and refuse. Its own safeguard is kept: as long as an orphaned
        backend holds the old shared memory the file stays, and PostgreSQL says what is wrong.
        """
        pid = self._process_id()
        if not pid or self.is_ready() or _is_running_postgres(pid):
            return
        deadline = time.monotonic() + ORPHAN_SECONDS
        while _memory_is_in_use(self._memory_id()):
            if time.monotonic() > deadline:
                return
            time.sleep(0.1)
        for left_behind in (self.data / "postmaster.pid", self.sockets / ".s.PGSQL.5432.lock"):
            left_behind.unlink(missing_ok=True)

    def _memory_id(self) -> str:
        """The id of the shared memory segment: the second number in the seventh line."""
        lines = (self.data / "postmaster.pid").read_text().split("\n")
        numbers = lines[6].split() if len(lines) > 6 else []  # noqa: PLR2004 - PostgreSQL's file format
        return numbers[1] if len(numbers) == 2 else ""  # noqa: PLR2004

    def _process_id(self) -> int:
        try:
            return int((self.data / "postmaster.pid").read_text().split("\n", 1)[0])
        except (OSError, ValueError):
            return 0

    def _create_database(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        while not self.is_ready():
            if time.monotonic() > deadline:
                raise ServerError(f"PostgreSQL does not answer after {START_SECONDS} s; see {self.home / 'log'}.")
            time.sleep(0.1)
        connection = psycopg2.connect(host=str(self.sockets), user="hotelcrm", dbname="postgres")
        try:
            connection.autocommit = True
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1 FROM pg_database WHERE datname = 'hotelcrm'")
                if not cursor.fetchone():
                    cursor.execute("CREATE DATABASE hotelcrm")
        finally:
            connection.close()


def _accepts(sockets: Path) -> bool:
    try:
        psycopg2.connect(host=str(sockets), user="hotelcrm", dbname="postgres", connect_timeout=5).close()
    except psycopg2.OperationalError:
        return False
    return True


def _is_running_postgres(pid: int) -> bool:
    if not Path("/proc/self").exists():
        return True  # macOS: leave the judgement to PostgreSQL
    try:
        name, _, rest = Path(f"/proc/{pid}/stat").read_text().partition("(")[2].rpartition(")")
    except OSError:
        return False
    return name == "postgres" and rest.split()[0] != "Z"


def _memory_is_in_use(memory_id: str) -> bool:
    try:
        segments = [line.split() for line in Path("/proc/sysvipc/shm").read_text().splitlines()[1:]]
    except OSError:
        return False
    return any(segment[1] == memory_id and segment[6] != "0" for segment in segments)


def _shared_memory() -> str:
    """Containers often have 64 MB of /dev/shm, too little for parallel queries."""
    try:
        return "posix" if shutil.disk_usage("/dev/shm").total >= SMALL_SHM else "mmap"  # noqa: S108 - only measured
    except OSError:
        return "posix"


def _last_words(folder: Path) -> str:
    """What the server last said that went wrong, in whichever of its two logs."""
    newest_first = sorted(folder.glob("postgres-*.log"), key=lambda path: path.stat().st_mtime, reverse=True)
    return next((words for path in newest_first if "FATAL" in (words := _tail(path.read_text(errors="replace")))), "")


def _tail(output: str) -> str:
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    fatal = [line for line in lines if "FATAL" in line or "could not" in line]
    return (fatal or lines or [""])[-1]
