# Completion of cl for fish: cl completion fish >~/.config/fish/completions/cl.fish
set -g _cl_table TABLE
set -g _cl_script SCRIPT
function __cl_words
    set -l words (commandline -opc)
    set -lx _cl_table $_cl_table
    set -l current (commandline -ct)
    sh -c $_cl_script $words "$current" 2>/dev/null
end
complete -c cl -f -a '(__cl_words)'
