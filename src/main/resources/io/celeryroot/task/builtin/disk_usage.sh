# shellcheck shell=sh
# SPDX-License-Identifier: Apache-2.0
# Prints space and inodes of the local file systems on disks.
# Env:  max (percent; empty: no limit)
# Exit: 0 all at or below max; 1 one is above; 2 wrong parameter; 3 df could not read a file system.
export LC_ALL=C
max=${max:-}
case $max in
  *[!0-9]* | ????*) printf 'max: not a percentage: "%s"; fix: write a number from 0 to 100\n' "$max" >&2; exit 2 ;;
esac

work=$(mktemp -d)
trap 'rm -rf -- "$work"' EXIT
trap 'exit 143' TERM
trap 'exit 130' INT
trap 'exit 129' HUP

# -l keeps df from waiting for a network share that does not answer; BusyBox df does not know it.
here=-l
df -l / >"$work/probe" 2>&1 || here=
status=0
# shellcheck disable=SC2086 # $here is one option or nothing
df -P -T -k $here >"$work/space" 2>"$work/complaints" || status=$?
# shellcheck disable=SC2086
df -P -T -i $here >"$work/inodes" 2>/dev/null || :

verdict=0
awk -v max="$max" '
  # A device and a mount point may hold blanks: the four numbers between them tell where each ends.
  function parse(    words, numbers) {
    if (!match($0, /[ \t][0-9]+[ \t]+[0-9]+[ \t]+-?[0-9]+[ \t]+[0-9]+%[ \t]+\//)) return 0
    type = words[split(substr($0, 1, RSTART - 1), words)]
    mount = substr($0, RSTART + RLENGTH - 1)
    split(substr($0, RSTART + 1, RLENGTH - 2), numbers)
    total = numbers[1]; used = numbers[2]; available = numbers[3]
    use = numbers[4]; sub(/%/, "", use)
    return 1
  }
  function real() {
    if (type == "overlay") return mount == "/"
    return type !~ /^(tmpfs|devtmpfs|ramfs|squashfs|erofs|romfs|cramfs|iso9660|udf|efivarfs|fuse\..*|nfs4?|cifs|smb3|9p)$/
  }
  function human(kilobytes,    unit, units) {
    units = "KMGTPE"
    for (unit = 1; kilobytes >= 1024 && unit < 6; unit++) kilobytes /= 1024
    return sprintf(unit == 1 ? "%d%sB" : "%.1f%sB", kilobytes, substr(units, unit, 1))
  }
  FNR == 1 { next }
  FILENAME == ARGV[1] { if (parse()) inodes[mount] = use; next }
  parse() && total + 0 > 0 && real() && !(mount in seen) {
    seen[mount] = 1
    if (!shown++) printf "%-9s %9s %9s %9s %5s %6s  %s\n", "TYPE", "SIZE", "USED", "FREE", "USE", "INODES", "MOUNTED ON"
    inode = (mount in inodes) ? inodes[mount] : ""
    printf "%-9s %9s %9s %9s %4d%% %6s  %s\n", type, human(total), human(used), human(available), use,
      inode == "" ? "-" : inode "%", mount
    if (max != "" && use + 0 > max + 0) high[++highs] = mount ": " use "% of the space is used, " human(available) " free"
    if (max != "" && inode != "" && inode + 0 > max + 0) high[++highs] = mount ": " inode "% of the inodes are used"
  }
  END {
    if (!shown) print "no local file system on a disk"
    for (i = 1; i <= highs; i++) print high[i] "; limit " max "%" | "cat >&2"
    exit highs > 0
  }
' "$work/inodes" "$work/space" || verdict=$?

cat "$work/complaints" >&2
[ "$verdict" -ne 1 ] || exit 1
if [ "$status" -ne 0 ] || [ "$verdict" -ne 0 ]; then
  echo "df could not read every file system (exit status $status)" >&2
  exit 3
fi
