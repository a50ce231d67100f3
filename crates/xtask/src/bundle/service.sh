# Checks the service: systemd runs this in a Debian that it has booted, as root, with the sandbox and nothing else to reach.
# $1 and $2 are the package and the one to upgrade to. It ends at the first thing that is wrong, and then prints what is known.
set -eu

# Steps.

step=boot
step() {
    step=$1
    echo "  $step"
}

finish() {
    code=$?
    if [ "$code" -ne 0 ]; then
        echo "  FAILED: $step"
        systemctl status --full license-watch || true
        journalctl --unit license-watch --no-pager || true
        get /metrics "${token-}" || true
    fi
    exit "$code"
}
trap finish EXIT

# eventually COMMAND…: the command succeeds within half a minute.
eventually() {
    tries=0
    until "$@"; do
        tries=$((tries + 1))
        [ "$tries" -lt 150 ] || return 1
        sleep 0.2
    done
}

# get PATH [TOKEN]: what the service answers. A small Debian has no curl.
get() {
    bash -c 'exec 3<> /dev/tcp/127.0.0.1/9877
        printf "GET %s HTTP/1.0\r\nAuthorization: Bearer %s\r\n\r\n" "$0" "$1" >&3
        cat <&3' "$1" "${2-}" 2> /dev/null
}

# shows LINE: the metrics have it.
shows() {
    get /metrics "${token-}" | grep --quiet --fixed-strings --line-regexp "$1"
}

is_up() {
    shows "license_watch_up{workspace=\"$1\"} 1"
}

active() {
    systemctl is-active --quiet license-watch
}

main() {
    systemctl show --property MainPID --value license-watch
}

# Instead of an exclamation mark, after which a failure does not end the script.
not() {
    if "$@"; then return 1; fi
}

# Another process is the service.
replaced() {
    now=$(main)
    [ "$now" -ne 0 ] && [ "$now" -ne "$1" ] && active
}

# A process with the program, which need not be there any more.
runs() {
    ls -l /proc/[0-9]*/exe 2> /dev/null | grep /usr/bin/license-watch
}

# The files of an administrator.

etc=/etc/license-watch
dropins=/etc/systemd/system/license-watch.service.d
example=/usr/share/doc/license-watch/examples/credentials.conf

# workspace NAME PATH CREDENTIAL: its entry in the fleet file, with the account that the sandbox has written.
workspace() {
    printf '[[workspace]]\nname = "%s"\ntoken_credential = "%s"\nallow_http = true\n' "$1" "$3"
    grep --after-context=1 "^url = .*/$2\"" /root/sandbox/fleet.toml
    echo
}

alert() {
    printf '[[alert]]\nname = "Ops"\nkind = "room"\nurl_credential = "ops-room"\nallow_http = true\n'
}

mkdir --parents /root/sandbox "$etc/tokens" "$dropins"
systemd-run --quiet --unit sandbox /sandbox --port 8080 --fleet /root/sandbox/fleet.toml
eventually test -s /root/sandbox/fleet.toml
cp /root/sandbox/modern.token "$etc/tokens/acme"

step "the package leaves it to the administrator to enable the service"
dpkg --install "$1" > /dev/null
not systemctl is-enabled --quiet license-watch
not active

step "without a fleet file it does not start, and says why"
not systemctl enable --now --quiet license-watch 2> /dev/null
systemctl status license-watch | grep --quiet "AssertPathExists=$etc/fleet.toml was not met"

step "it starts, with a token as in the example"
workspace Acme modern acme > "$etc/fleet.toml"
cp "$example" "$dropins/credentials.conf"
systemctl daemon-reload
systemctl start license-watch
active
eventually is_up Acme
get /metrics | grep --quiet '^license_watch_deadline_timestamp_seconds{workspace="Acme",plan="Enterprise",kind="expiry"'

step "its state is where only it can read it"
state=/var/lib/license-watch/state.sqlite3
test -s "$state"
[ "$(stat --format %a "$state")" = 600 ]
[ "$(stat --format %u "$state")" -ne 0 ]

step "it can do little else"
verdict=$(systemd-analyze security --no-pager --threshold=12 license-watch)
echo "$verdict" | tail -n 1

step "the rest of the example works: an encrypted token, the secret of an alert, a token to read the metrics"
systemd-creds encrypt --quiet --name=harbor /root/sandbox/six.token "$etc/tokens/harbor.cred" 2> /dev/null
echo http://127.0.0.1:8080/modern/hooks/6dGxTUk9Wz3vQ8ysM/modernT0kenOfTheWebhookThatNobodyElseKnows > "$etc/tokens/ops-room"
token=a-token-of-prometheus
echo "$token" > "$etc/tokens/scrape"
{ workspace Acme modern acme; workspace Harbor six harbor; alert; } > "$etc/fleet.toml"
sed --in-place 's/^#\([A-Z][A-Za-z]*=\)/\1/' "$dropins/credentials.conf"
systemctl daemon-reload
systemctl restart license-watch
eventually is_up Acme
eventually is_up Harbor
get /metrics | grep --quiet '^HTTP/1.. 401 '
eventually shows 'license_watch_alert_channel_up{channel="Ops"} 1'

step "a reload reads the fleet file again, also in the same process"
before=$(main)
{ workspace Acme modern acme; workspace 'Harbor Logistics' six harbor; alert; } > "$etc/fleet.toml"
systemctl reload license-watch
eventually is_up 'Harbor Logistics'
[ "$(main)" -eq "$before" ]

step "a reload of a fleet file with an error changes nothing, and the status has the reason"
cp "$etc/fleet.toml" /root/good.toml
echo '[[workspace]' >> "$etc/fleet.toml"
systemctl reload license-watch
has_reason() { systemctl status --full license-watch | grep --quiet "$etc/fleet.toml:[0-9]*:[0-9]*: .*"; }
eventually has_reason
active
eventually is_up 'Harbor Logistics'

step "a start with it is a failure, which stays, with the reason in the status"
not systemctl restart license-watch 2> /dev/null
systemctl is-failed --quiet license-watch
has_reason
cp /root/good.toml "$etc/fleet.toml"
systemctl start license-watch

# As fast as a check may be.
printf '[Service]\nRestartSec=1s\nWatchdogSec=3s\n' > "$dropins/fast.conf"
systemctl daemon-reload

step "the status has the reason also while a start is tried again, and the log of the last one is out of sight"
printf '[Service]\nEnvironment=LISTEN=192.0.2.1:9877\n' > "$dropins/elsewhere.conf"
systemctl daemon-reload
not systemctl restart license-watch 2> /dev/null
systemctl status license-watch | grep --quiet 'Status: "cannot listen on 192.0.2.1:9877 '
rm "$dropins/elsewhere.conf"
systemctl daemon-reload
eventually active
systemctl status license-watch | grep --quiet 'Status: "workspaces watched: 2 of 2"'
systemctl restart license-watch

step "it is started again when it is killed"
before=$(main)
kill -KILL "$before"
eventually replaced "$before"

step "it is started again when it hangs, and not when it does not"
before=$(main)
kill -STOP "$before"
eventually replaced "$before"
systemctl show --property NRestarts license-watch | grep --quiet '^NRestarts=2$'

step "an upgrade restarts it, and it still knows what it knew"
systemctl stop sandbox
before=$(main)
dpkg --install "$2" > /dev/null
eventually replaced "$before"
eventually shows 'license_watch_limit_max{workspace="Acme",limit="active_users"} 50'

step "it stops at once, and in order"
timeout 10 systemctl stop license-watch
systemctl show --property Result license-watch | grep --quiet '^Result=success$'

step "an upgrade does not start what is stopped"
dpkg --install "$2" > /dev/null
not active

step "it ends with its package"
systemctl start license-watch
dpkg --remove license-watch > /dev/null
not active
not runs
dpkg --purge license-watch > /dev/null
not test -L /etc/systemd/system/multi-user.target.wants/license-watch.service
