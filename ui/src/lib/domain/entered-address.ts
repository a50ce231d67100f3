/** The part of an address that names the server: a host or an IPv6 address in brackets, and a port. */
const SERVER = /^(?:https?:\/\/)?([^\s/?#@:[\]]+|\[[0-9a-f:.]+\])(?::(\d{1,5}))?(?:[/?#]\S*)?$/i;

/** Whether requests to an address are unencrypted. */
export function isInsecureHttp(address: string): boolean {
  return /^\s*http:\/\//i.test(address);
}

/**
 * Whether a text looks like a complete address, so that it can be probed while the user is typing. "https://chat" may be
 * the start of a longer name; a port, an IP address or a top-level domain makes it complete. Only a hint: the engine
 * decides whether the address is valid.
 */
export function looksComplete(text: string): boolean {
  const match = SERVER.exec(text.trim());
  if (!match) return false;
  const [, host = "", port] = match;
  if (host.startsWith("[") || port !== undefined || host.toLowerCase() === "localhost") return true;
  const labels = host.split(".");
  const last = labels.at(-1) ?? "";
  if (labels.length < 2 || labels.some((label) => label === "")) return false;
  return /^\d+$/.test(last) ? labels.length === 4 : last.length >= 2;
}

/** The same for a proxy's address, which may have a SOCKS scheme. */
export function proxyLooksComplete(text: string): boolean {
  return looksComplete(text.replace(/^\s*socks[45]h?:/i, "http:"));
}
