# Progress lines shared by the scripts. Sourced, not run.

note() { printf '%s\n' "-- $*" >&2; }
fail() { printf '%s\n' "error: $*" >&2; exit 1; }

# step LABEL COMMAND...: runs the command, keeps its output in a log, and shows every
# ten seconds how long it has taken and the log's last line. Shows the log on failure.
# Who is interrupted or ended takes the command, and all that it started, along.
step() {
  local label=$1 log pid started status=0 shown=0 last
  shift
  log=$(mktemp)
  started=$SECONDS
  printf '%s\n' "-- $label ..." >&2
  set -m
  "$@" >"$log" 2>&1 </dev/null &
  pid=$!
  set +m
  trap 'kill -- "-$pid" 2>/dev/null; rm -f "$log"; exit 130' INT TERM
  while kill -0 "$pid" 2>/dev/null; do
    sleep 0.2
    if [ $((SECONDS - started - shown)) -ge 10 ]; then
      shown=$((SECONDS - started))
      last=$(tail -n 1 "$log" | tr -d '\r' | sed 's/\x1b\[[0-9;]*[A-Za-z]//g' | cut -c1-90)
      printf '   %4d s  %s: %s\n' "$shown" "$label" "$last" >&2
    fi
  done
  wait "$pid" || status=$?
  trap - INT TERM
  if [ "$status" -ne 0 ]; then
    printf '%s\n' "-- $label failed with status $status after $((SECONDS - started)) s:" >&2
    tail -n 200 "$log" >&2
  else
    printf '%s\n' "-- $label: done in $((SECONDS - started)) s" >&2
  fi
  rm -f "$log"
  return "$status"
}
