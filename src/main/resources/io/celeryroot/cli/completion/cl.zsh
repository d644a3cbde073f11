#compdef cl
# Completion of cl for zsh: source <(cl completion zsh)
_cl_table=TABLE
_cl_script=SCRIPT
_cl() {
  local -a found open
  found=("${(@f)$(_cl_table=$_cl_table sh -c "$_cl_script" "${(@)words[1,CURRENT-1]}" "$PREFIX" 2>/dev/null)}")
  found=(${found:#})
  open=(${(M)found:#*[=/]})
  found=(${found:#*[=/]})
  (( $#found )) && compadd -- $found
  (( $#open )) && compadd -S "" -- $open
}
if [[ $funcstack[1] == _cl ]]; then
  _cl "$@"
else
  (( $+functions[compdef] )) || { autoload -Uz compinit && compinit; }
  compdef _cl cl
fi
