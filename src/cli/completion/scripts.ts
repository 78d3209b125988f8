/**
 * What shells source: a function that asks the program (`agentgym complete SHELL -- WORDS…`) and shows its answer. The
 * scripts know nothing of commands and options, so that they do not age; the answer is a suggestion a line, with a tab
 * before what it is about, and lines that begin with a colon for what the shell does better itself.
 */
import type { Suggestions } from './suggest.ts';

export const SHELLS = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof SHELLS)[number];

const BASH = `# agentgym: completion for bash. In ~/.bashrc: source <(agentgym completion bash)
_agentgym() {
  local current="\${COMP_WORDS[COMP_CWORD]}" value about path extension
  [[ $current == [=:] ]] && current=''
  COMPREPLY=()
  while IFS=$'\\t' read -r value about; do
    case $value in
      :open) compopt -o nospace 2>/dev/null ;;
      :directories | :files)
        compopt -o filenames 2>/dev/null
        while IFS= read -r path; do
          if [[ -d $path || ( $value == :files && -z $about ) ]]; then COMPREPLY+=("$path"); continue; fi
          for extension in $about; do [[ $path == *"$extension" ]] && COMPREPLY+=("$path"); done
        done < <(compgen -f -- "$current")
        ;;
      ?*) COMPREPLY+=("$value") ;;
    esac
  done < <("\${COMP_WORDS[0]}" complete bash -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
}
complete -F _agentgym agentgym
`;

const ZSH = `#compdef agentgym
# agentgym: completion for zsh. In ~/.zshrc, after compinit: source <(agentgym completion zsh)
_agentgym() {
  local value about open=0
  local -a described plain
  local -a answer=("\${(@f)$("\${words[1]}" complete zsh -- "\${(@)words[2,CURRENT]}" 2>/dev/null)}")
  local line
  for line in "\${answer[@]}"; do
    value="\${line%%$'\\t'*}"
    about=''
    [[ $line == *$'\\t'* ]] && about="\${line#*$'\\t'}"
    case $value in
      '') ;;
      :open) open=1 ;;
      :directories) compset -P '*[:=]'; _files -/ ;;
      :files) if [[ -n $about ]]; then _files -g "*(\${(j:|:)\${(s: :)about}})"; else _files; fi ;;
      *) plain+=("$value"); described+=("\${value//:/\\\\:}:$about") ;;
    esac
  done
  (( \${#plain} )) || return
  if (( open )); then compadd -S '' -a plain; else _describe agentgym described; fi
}
if [[ \${funcstack[1]} == _agentgym ]]; then _agentgym "$@"; else compdef _agentgym agentgym; fi
`;

const FISH = `# agentgym: completion for fish. In ~/.config/fish/config.fish: agentgym completion fish | source
function __agentgym_complete
  set -l before (commandline -opc)
  set -l current (commandline -ct)
  for line in ($before[1] complete fish -- $before[2..-1] "$current" 2>/dev/null)
    switch $line
      case ':open'
      case ':directories*'
        __fish_complete_directories $current
      case ':files*'
        __fish_complete_path $current
      case '*'
        echo $line
    end
  end
end
complete -c agentgym -f -a '(__agentgym_complete)'
`;

export const SCRIPTS: Readonly<Record<Shell, string>> = { bash: BASH, zsh: ZSH, fish: FISH };

/** The words as they were typed: bash takes words apart at `=` and `:`. */
export function wordsOf(shell: Shell, words: readonly string[]): string[] {
  if (shell !== 'bash') return [...words];
  const joined: string[] = [];
  let open = false;
  for (const word of words) {
    const breaks = word === '=' || word === ':';
    if ((breaks || open) && joined.length > 0) joined.push(`${joined.pop()}${word}`);
    else joined.push(word);
    open = breaks;
  }
  return joined;
}

/** The lines that the script of the shell reads. */
export function answerOf(shell: Shell, { values, paths, open }: Suggestions, typed: string): string {
  // Bash replaces what stands behind the last break of the word.
  const kept = shell === 'bash' ? Math.max(typed.lastIndexOf('='), typed.lastIndexOf(':')) + 1 : 0;
  const lines = values.map(({ value, about = '' }) => {
    const said = value.slice(kept);
    return shell === 'bash' || about === '' ? said : `${said}\t${about.replaceAll(/\s+/gu, ' ')}`;
  });
  if (open === true) lines.unshift(':open');
  if (paths !== undefined)
    lines.push('directories' in paths ? ':directories' : `:files\t${paths.extensions.join(' ')}`);
  return lines.map((line) => `${line}\n`).join('');
}
