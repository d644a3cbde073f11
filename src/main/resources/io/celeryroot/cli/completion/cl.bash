# Completion of cl for bash: source <(cl completion bash)
_cl_table=TABLE
_cl_script=SCRIPT
_cl() {
  local line=${COMP_LINE:0:COMP_POINT} last=${COMP_WORDS[COMP_CWORD]} words word strip
  read -ra words <<<"$line"
  [[ $line != *[[:blank:]] ]] || words+=("")
  # Bash takes "=" and ":" for the ends of words, and puts in what comes after them.
  [[ $last != [=:] ]] || last=
  strip=${words[-1]%"$last"}
  COMPREPLY=()
  while IFS= read -r word; do
    word=${word#"$strip"}
    [[ $word != *[!A-Za-z0-9_.,=:/@%+-]* ]] || printf -v word %q "$word"
    COMPREPLY+=("$word")
  done < <(_cl_table=$_cl_table sh -c "$_cl_script" "${words[@]}" 2>/dev/null)
  [[ ${#COMPREPLY[@]} != 1 || ${COMPREPLY[0]} != *[=/] ]] || compopt -o nospace
}
complete -o default -F _cl cl
