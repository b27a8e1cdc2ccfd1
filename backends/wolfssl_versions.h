// Includes wolfSSL's headers in their order, and defines what distinguishes its versions. Included first by every other
// wolfssl file.
//
// One source serves wolfSSL 4.6.0 to 5.9.2. Only the difference between 4 and 5 matters: TLSBENCH_WOLFSSL_4 marks what
// an old library lacks, each time with the reason. For newer features the library itself is asked.

#ifndef TLSBENCH_BACKENDS_WOLFSSL_VERSIONS_H_
#define TLSBENCH_BACKENDS_WOLFSSL_VERSIONS_H_

#include <wolfssl/options.h>  // first: it says what the library was built with, and every other header asks it
#include <wolfssl/ssl.h>
#include <wolfssl/version.h>

#if LIBWOLFSSL_VERSION_HEX < 0x05000000
#define TLSBENCH_WOLFSSL_4
#endif

// Versions whose own tickets are not renewed in a resumption of TLS 1.2: the backend can encrypt tickets for them.
#if LIBWOLFSSL_VERSION_HEX < 0x05006000
#define TLSBENCH_OWN_TICKETS
#endif

// Without HAVE_EXT_CACHE the library never gives us a session: nothing could be resumed.
#if !defined(OPENSSL_EXTRA) || !defined(HAVE_EXT_CACHE) || !defined(WOLFSSL_TLS13) || !defined(HAVE_SESSION_TICKET) || \
    !defined(HAVE_SNI) || !defined(HAVE_ALPN) || !defined(HAVE_SUPPORTED_CURVES)
#error \
    "tlsbench needs a wolfSSL that was configured with --enable-opensslextra --enable-tls13 --enable-session-ticket \
--enable-sni --enable-alpn --enable-supportedcurves CPPFLAGS=-DHAVE_EXT_CACHE"
#endif

#endif  // TLSBENCH_BACKENDS_WOLFSSL_VERSIONS_H_
