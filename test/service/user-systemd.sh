# A systemd of one user, and a journal, in namespaces of their own: user-systemd.sh FOLDER USER_ID PROGRAM AS
# PROGRAM appears at AS. Ends when stdin does.
set -eu
folder=$1 user=$2 program=$3 as=$4
# By itself systemd would take the machine's layout; one hierarchy is enough here.
umount -R /sys/fs/cgroup
mount -t cgroup2 cgroup2 /sys/fs/cgroup
mount -t tmpfs tmpfs /run
# Without this folder systemd says that the machine was not started with it, and ends.
mkdir -p /run/systemd/system /run/systemd/journal "/run/user/$user"
chown "$user" "/run/user/$user"
: >"$as"
mount --bind "$program" "$as"
/lib/systemd/systemd-journald >"$folder/journald.log" 2>&1 &
# The usual place, by which the journal knows whose unit a line is from.
cgroup=/sys/fs/cgroup/user.slice/user-$user.slice/user@$user.service
mkdir -p "$cgroup"
chown "$user" "$cgroup" "$cgroup/cgroup.procs" "$cgroup/cgroup.subtree_control"
(
  echo 0 >"$cgroup/cgroup.procs"
  exec setpriv --reuid "$user" --regid "$user" --clear-groups env -i "HOME=$folder/home" \
    "XDG_RUNTIME_DIR=/run/user/$user" PATH=/usr/bin:/bin /lib/systemd/systemd --user >"$folder/systemd.log" 2>&1
) &
echo ready
cat >/dev/null
