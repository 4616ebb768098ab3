/** Bundles of roots, most specific system first; the first one that has certificates is the system's. */
export const bundleFiles: readonly string[] = [
  '/etc/ssl/certs/ca-certificates.crt', // Debian, Ubuntu, Alpine, Arch, Gentoo, NixOS
  '/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem', // Fedora, RHEL and their kin
  '/etc/pki/tls/certs/ca-bundle.crt', // older RHEL, Amazon Linux
  '/etc/ssl/ca-bundle.pem', // openSUSE, SLES
  '/etc/ssl/cert.pem', // Alpine without ca-certificates, OpenBSD, macOS
  '/usr/local/share/certs/ca-root-nss.crt', // FreeBSD
  '/etc/openssl/certs/ca-certificates.crt', // NetBSD
];

/** Directories with one root in each file, where there is no bundle. */
export const bundleDirectories: readonly string[] = [
  '/etc/ssl/certs',
  '/etc/pki/tls/certs',
  '/system/etc/security/cacerts', // Android
];
