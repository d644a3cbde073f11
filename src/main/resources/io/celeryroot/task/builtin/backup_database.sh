# shellcheck shell=sh
# SPDX-License-Identifier: Apache-2.0
# Writes a compressed backup of a database server: complete under its final name, or not at all.
# Env:  engine (postgresql, mysql or redis), database (empty: all), directory, keep (0: all), host, port, username, password
# Exit: 0 done; 1 failed, no backup was written; 2 wrong parameter; 3 the program for the engine is missing; 4 directory unusable.
export LC_ALL=C
PATH=$PATH:/usr/sbin:/sbin
umask 077
exec </dev/null

quit() {
  code=$1
  shift
  printf '%s\n' "$*" >&2
  exit "$code"
}

engine=${engine:-} database=${database:-} directory=${directory:-/var/backups/celeryroot} keep=${keep:-7}
host=${host:-} port=${port:-} username=${username:-}
case $database in -* | .* | *[!A-Za-z0-9_.\$-]*) quit 2 "database: not a name: \"$database\"" ;; esac
case $directory in /*) ;; *) quit 2 "directory: not an absolute path: \"$directory\"" ;; esac
case $directory/ in */../*) quit 2 "directory: a path with \"..\": \"$directory\"" ;; esac
case $keep in '' | *[!0-9]* | ?????*) quit 2 "keep: not a number from 0 to 9999: \"$keep\"" ;; esac
case $host in -* | *[!A-Za-z0-9.:_-]*) quit 2 "host: not a host name or address: \"$host\"" ;; esac
case $port in *[!0-9]*) quit 2 "port: not a number: \"$port\"" ;; esac
case $username in -* | *[!A-Za-z0-9_.@-]*) quit 2 "username: not a user name: \"$username\"" ;; esac

needs() {
  command -v "$1" >/dev/null || quit 3 "no $1 on the PATH; fix: install the package $2"
}

mysqldump=mysqldump
case $engine in
  postgresql) if [ -n "$database" ]; then needs pg_dump postgresql-client; else needs pg_dumpall postgresql-client; fi ;;
  mysql)
    # MariaDB has dropped the old name in places.
    if ! command -v mysqldump >/dev/null && command -v mariadb-dump >/dev/null; then mysqldump=mariadb-dump; fi
    needs "$mysqldump" 'default-mysql-client or mariadb-client'
    ;;
  redis) needs redis-cli 'redis-tools or redis' ;;
  *) quit 2 "engine: not one of postgresql, mysql, redis: \"$engine\"" ;;
esac
[ "$engine" != redis ] || database=

# Runs the program of the engine, its dump on stdout. A password travels in the environment only.
dump() {
  case $engine in
    postgresql)
      set -- --no-password
      [ -z "$host" ] || set -- "$@" "--host=$host"
      [ -z "$port" ] || set -- "$@" "--port=$port"
      [ -z "$username" ] || set -- "$@" "--username=$username"
      if [ -n "$database" ]; then set -- pg_dump "$@" "--dbname=$database"; else set -- pg_dumpall "$@"; fi
      # The server of this host knows its own user by the name of the account, and root has none.
      if [ -z "$host$username${PGHOST:-}${PGUSER:-}" ] && [ "$(id -u)" -eq 0 ] && id -u postgres >/dev/null 2>&1; then
        set -- runuser -u postgres -- "$@"
      fi
      [ -z "${password:-}" ] || export PGPASSWORD="$password"
      ;;
    mysql)
      set -- --single-transaction --quick --routines --triggers --events --no-tablespaces
      # By the socket, a port would be ignored.
      if [ -n "$port" ]; then set -- "$@" "--host=${host:-127.0.0.1}" "--port=$port"; elif [ -n "$host" ]; then set -- "$@" "--host=$host"; fi
      [ -z "$username" ] || set -- "$@" "--user=$username"
      if [ -n "$database" ]; then set -- "$@" --databases -- "$database"; else set -- "$@" --all-databases; fi
      set -- "$mysqldump" "$@"
      [ -z "${password:-}" ] || export MYSQL_PWD="$password"
      ;;
    redis)
      set --
      [ -z "$host" ] || set -- "$@" -h "$host"
      [ -z "$port" ] || set -- "$@" -p "$port"
      [ -z "$username" ] || set -- "$@" --user "$username"
      set -- redis-cli "$@" --no-auth-warning --rdb -
      [ -z "${password:-}" ] || export REDISCLI_AUTH="$password"
      ;;
  esac
  unset password
  # An account without rights to the directory of the worker would complain about it.
  cd / && "$@"
}

mkdir -p -- "$directory" 2>/dev/null || quit 4 "cannot make $directory as $(id -un); fix: run the worker as root, or give a directory it may write to"
if [ ! -w "$directory" ] || [ ! -x "$directory" ]; then
  quit 4 "cannot write to $directory as $(id -un); fix: run the worker as root, or give a directory it may write to"
fi

# "@" and "+" are in no host or database name, so backups of two servers never count as one.
server=${host:-$(uname -n)}${port:+"+$port"}
name="$engine${database:+"-$database"}@$server"
case $engine in redis) suffix=rdb.gz ;; *) suffix=sql.gz ;; esac
backup=$directory/$name-$(date -u +%Y%m%dT%H%M%SZ).$suffix

# A killed attempt cannot clean up; a day later nobody writes to what it left.
find "$directory/." ! -name . -prune -type f -name '.celeryroot-partial-*' -mtime +0 -exec rm -f -- {} +
partial=
trap 'rm -f -- "$partial"' EXIT
trap 'exit 143' TERM
trap 'exit 130' INT
trap 'exit 129' HUP
partial=$(mktemp "$directory/.celeryroot-partial-XXXXXX") || quit 4 "cannot write to $directory"

began=$(date +%s)
# The status of the first program of a pipe is lost to sh, so it comes by a descriptor of its own.
status=$(
  {
    { if dump 3>&-; then echo 0 >&3; else echo "$?" >&3; fi; } | gzip -c >"$partial" 3>&-
  } 3>&1
) || quit 1 "could not write to $directory: gzip failed with exit status $?; no backup was written, $(df -P -k -- "$directory" | awk 'NR > 1 { print $4 }') KB are free there"
[ "$status" = 0 ] || quit 1 "the $engine dump failed with exit status ${status:-unknown}; its reasons are above; no backup was written"
gzip -t -- "$partial" || quit 1 'the backup cannot be read back; no backup was written'
first=$(gzip -dc -- "$partial" 2>/dev/null | head -c 5 | tr -d '\000')
[ -n "$first" ] || quit 1 "the $engine dump is empty; no backup was written"
if [ "$engine" = redis ] && [ "$first" != REDIS ]; then quit 1 'what redis-cli wrote is no RDB file; no backup was written'; fi

# On disk before it gets its name: a power cut must not leave a named half.
sync -- "$partial" 2>/dev/null || sync
mv -fT -- "$partial" "$backup"
sync -- "$directory" 2>/dev/null || :

printf 'backup: %s\n' "$backup"
printf 'size: %d bytes\n' "$(wc -c <"$backup")"
printf 'took: %d s\n' $(($(date +%s) - began))

[ "$keep" -gt 0 ] || exit 0
day='[0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9]'
time='[0-9][0-9][0-9][0-9][0-9][0-9]'
# Names sort by time. The pattern has a fixed length: a name that only begins alike is another database.
# shellcheck disable=SC2086 # the two are patterns
set -- "$directory/$name"-${day}T${time}Z."$suffix"
while [ $# -gt "$keep" ]; do
  if [ "$1" != "$backup" ]; then
    rm -f -- "$1"
    printf 'removed: %s\n' "$1"
  fi
  shift
done
printf 'kept: %d\n' $#
