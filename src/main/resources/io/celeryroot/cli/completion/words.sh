# Prints the words that may stand in place of the last argument; the others stand before it.
# What cl.yaml and Redis have is in a file that cl writes: a start of cl would take too long.
# It reads no cl.yaml with which nobody has worked: that file may be foreign, and name a foreign Redis.
# in: $0 the command cl as it was typed; _cl_table the commands
file=${CL_CONFIG:-cl.yaml}
value=
for word do
  if [ -n "$value" ]; then
    value=
    file=$word
    continue
  fi
  case $word in
  -c | --config) value=follows ;;
  --config=*) file=${word#--config=} ;;
  *.yaml | *.yml) [ "$word" != "$1" ] || file=$word ;;
  esac
done
case $file in
/*) ;;
*) file=$(pwd -P)/$file ;;
esac
while case $file in *//*) ;; *) false ;; esac do
  file=${file%%//*}/${file#*//}
done
name=$(
  set -f
  IFS=/
  set -- $file
  IFS=%
  printf '%s\n' "$*"
)
cache=${XDG_CACHE_HOME:-$HOME/.cache}/celeryroot/words/$name
found=0
_cl_table=$_cl_table _cl_cache=$cache awk -- '
function say(word) {
  if (index(word, cur) == 1 && !(word in said)) {
    said[word]
    print before word
  }
}
function known(kind,   line, part) {
  while ((getline line < ENVIRON["_cl_cache"]) > 0) {
    split(line, part, "\t")
    if (part[1] == kind) say(part[2])
  }
  close(ENVIRON["_cl_cache"])
}
function params(by_name,   line, part, n, i) {
  while ((getline line < ENVIRON["_cl_cache"]) > 0) {
    n = split(line, part, "\t")
    if (part[1] != "PARAM" || part[2] != task) continue
    if (by_name) {
      if (n == 4) say(part[4] "=")
      for (i = 5; i <= n; i++) say(part[4] "=" part[i])
    } else if (part[3] == place - 1) {
      for (i = 5; i <= n; i++) say(part[i])
    }
  }
  close(ENVIRON["_cl_cache"])
}
function value(list,   part, n, i) {
  n = split(list, part, "|")
  for (i = 1; i <= n; i++) {
    if (part[i] == "TARGET") {
      if (match(cur, /.*,/)) {
        before = substr(cur, 1, RLENGTH)
        cur = substr(cur, RLENGTH + 1)
      }
      known("ROLE")
      known("LABEL")
      known("HOST")
    } else if (part[i] == "QUEUE") {
      known("ROLE")
      known("QUEUE")
    } else if (part[i] == "NAME=VALUE") {
      params(1)
    } else if (part[i] == "ARG") {
      params(0)
    } else if (part[i] ~ /^(FILE|PATH|DIRECTORY|CL.YAML)$/) {
      files = 1
    } else if (part[i] ~ /^[a-z]/) {
      say(part[i])
    } else {
      if (part[i] == "RUN") ids = 1
      known(part[i])
    }
  }
}
function commands(path,   n, part, i) {
  n = split(below[path], part, " ")
  for (i = 1; i <= n; i++) say(part[i])
}
BEGIN {
  lines = split(ENVIRON["_cl_table"], table, "\n")
  for (i = 1; i <= lines; i++) {
    split(table[i], part, "\t")
    if (part[1] == "C") {
      is_command[part[2]]
      below[part[2]] = part[3]
    } else if (part[1] == "O") {
      kinds[part[2], part[3]] = part[4]
      options[part[2]] = options[part[2]] " " part[3]
    } else if (part[1] == "P") {
      positional[part[2], part[3]] = part[4]
    }
  }
  path = ""
  place = 0
  cur = ARGV[ARGC - 1]
  for (i = 1; i < ARGC - 1; i++) {
    word = ARGV[i]
    child = path == "" ? word : path " " word
    if (wanted != "") {
      wanted = ""
    } else if (word ~ /^-/) {
      wanted = word ~ /=/ ? "" : kinds[path, word]
    } else if (place == 0 && child in is_command) {
      path = child
    } else {
      if (path == "task") path = "task run"
      if (path == "task run" && place == 0) task = word
      place++
    }
  }
  if (wanted != "") {
    value(wanted)
  } else if (cur ~ /^-/) {
    n = split(options[path], part, " ")
    for (i = 1; i <= n; i++) say(part[i])
  } else {
    if (place == 0) commands(path)
    if (place == 0 && path == "task") known("TASK")
    if ((path, place) in positional) value(positional[path, place])
    else if ((path, "*") in positional) value(positional[path, "*"])
    if (path == "help") commands("")
  }
  exit files + 2 * ids
}' "$@" || found=$?
case $found in
1 | 3)
  for word do :; done
  for word in "$word"*; do
    if [ -d "$word" ]; then
      echo "$word/"
    elif [ -e "$word" ]; then
      echo "$word"
    fi
  done
  ;;
esac
if [ -e "$cache" ] && [ -e "$file" ] && { [ "$found" -ge 2 ] || [ "$file" -nt "$cache" ]; }; then
  ("$0" -c "$file" completion --words </dev/null >/dev/null 2>&1 &)
fi
