import { chmodSync, chownSync, existsSync, lstatSync, mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import type { Ended } from "../cli.ts";
import { type Bench, emptyBench } from "./bench.ts";

/** The user that owns nothing. */
export const NOBODY = 65_534;
const isRoot = process.getuid?.() === 0;

function needed(program: string): string {
  const found = ["/usr/bin", "/bin", "/usr/sbin", "/sbin"]
    .map((folder) => join(folder, program))
    .find(existsSync);
  if (found === undefined) throw new Error(`${program} is missing: what it is needed for cannot be tested.`);
  return found;
}

/** What a command is run under so that the rights of files count: root has all of them. */
export const unprivileged = (): string[] =>
  isRoot ? [needed("setpriv"), "--reuid", String(NOBODY), "--regid", String(NOBODY), "--clear-groups"] : [];

/** Gives a folder and all below it to the unprivileged user, and lets that user come to it. */
export function giveAway(shop: Bench, folder: string): void {
  chmodSync(shop.base, 0o755);
  if (!isRoot) return;
  for (const path of [folder, ...below(folder)]) chownSync(path, NOBODY, NOBODY);
}

/** Takes the right to write from a folder and all below it; of root's folders the unprivileged user has none. */
export function close(shop: Bench, folder: string): void {
  chmodSync(shop.base, 0o755);
  for (const path of [folder, ...below(folder)]) {
    if (isRoot) chownSync(path, 0, 0);
    chmodSync(path, lstatSync(path).isDirectory() ? 0o555 : 0o444);
  }
}

/** Gives back what `close` took. */
export function reopen(folder: string): void {
  chmodSync(folder, 0o755);
  for (const path of below(folder)) {
    chmodSync(path, lstatSync(path).isDirectory() ? 0o755 : 0o644);
    if (isRoot) chownSync(path, NOBODY, NOBODY);
  }
  if (isRoot) chownSync(folder, NOBODY, NOBODY);
}

const below = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: "utf8" }).map((path) => join(folder, path));

/** What is left of a disk of this size, when a command begins. */
export interface Room {
  /** In KiB; a file takes at least four. */
  readonly free: number;
  /** Files and folders that may still be made. */
  readonly inodes?: number;
}

/** Mounts a small disk, copies the bench to it, fills it, runs the command there, and copies what is left out. */
const ON_SMALL_DISK = `
seed=$1 out=$2 free=$3 inodes=$4 size=$5; shift 5
mkdir "$out.disk"
mount -t tmpfs -o "size=$size,nr_inodes=$inodes" tmpfs "$out.disk"
cp -a "$seed/." "$out.disk"
dd if=/dev/zero of="$out.disk/ballast" bs=1k count=1000 status=none 2>/dev/null || true
length=$(stat -c %s "$out.disk/ballast")
[ "$free" = 0 ] || truncate -s $((length - free * 1024)) "$out.disk/ballast"
cd "$out.disk/work"
code=0
HOME="$out.disk/home" "$@" || code=$?
cd /
rm "$out.disk/ballast"
cp -a "$out.disk/." "$out"
umount "$out.disk"
rmdir "$out.disk"
exit $code
`;

/** Runs a command on a copy of a bench on a disk that is nearly full. @returns how it ended, and what lies there */
export async function onSmallDisk(
  ready: Bench,
  args: readonly string[],
  room: Room,
): Promise<{ ended: Ended; left: Bench }> {
  const left = emptyBench();
  const namespace = isRoot ? ["-m"] : ["-Urm"];
  const words = [ready.base, left.base, room.free, room.inodes ?? 1_000, "256k"].map(String);
  const under = [needed("unshare"), ...namespace, "sh", "-euc", ON_SMALL_DISK, "sh", ...words];
  const ended = await ready.run(args, { under });
  return { ended, left };
}

/** Runs a command where the work folder is mounted so that nobody can write to it, not even root. */
export async function onReadOnly(
  ready: Pick<Bench, "run" | "root">,
  args: readonly string[],
): Promise<Ended> {
  const script = `mount --bind "$1" "$1"; mount -o remount,bind,ro "$1"; cd "$1"; shift; exec "$@"`;
  const namespace = isRoot ? ["-m"] : ["-Urm"];
  return ready.run(args, {
    under: [needed("unshare"), ...namespace, "sh", "-euc", script, "sh", ready.root],
  });
}

/** A folder outside of everything, in which nothing may ever appear. */
export function canary(shop: Bench): string {
  const folder = join(shop.base, "canary");
  mkdirSync(folder);
  return folder;
}
