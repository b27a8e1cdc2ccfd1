// Converts IANA code points to the names of GnuTLS's priority strings, and back. Used by gnutls.cc and
// gnutls_connection.cc only. Pure functions over constant tables, except those that ask a library object.

#ifndef TLSBENCH_BACKENDS_GNUTLS_NAMES_H_
#define TLSBENCH_BACKENDS_GNUTLS_NAMES_H_

#include <gnutls/gnutls.h>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "bench/backend.h"

namespace tlsbench {

bool KnowsGroup(std::uint16_t group);

// Returns the flag that makes a client send the key shares of `config`; nullopt if no flag does. The library sends
// shares of its first groups, one for each key type, and at most three.
std::optional<unsigned> KeyShareFlag(const EndpointConfig& config);

// Returns the group of the key exchange; 0 if there was none or the library does not report it.
std::uint16_t NegotiatedGroup(gnutls_session_t session);

bool KnowsSignatureScheme(std::uint16_t scheme);

// Returns the scheme with which the server signed its handshake; 0 if it did not sign.
std::uint16_t ServerSignatureScheme(gnutls_session_t session);

// Returns whether the list holds only TLS 1.2 suites with DHE.
bool AllUseDhe(const std::vector<std::uint16_t>& suites);

bool KnowsCipherSuite(std::uint16_t suite);
std::uint16_t NegotiatedProtocol(gnutls_session_t session);
std::uint16_t NegotiatedCipherSuite(gnutls_session_t session);

// Returns the part of a priority string about protocols, suites, groups and schemes: "-VERS-ALL:+VERS-TLS1.3:...", to
// be appended to a set of defaults. It does not name what `config` leaves empty.
std::string Priorities(const EndpointConfig& config);

// Returns a suite that these priorities allow although its protocol's suites in `config` do not include it; empty if
// there is none.
std::string UnwantedCipherSuite(gnutls_priority_t priorities, const EndpointConfig& config);

}  // namespace tlsbench

#endif  // TLSBENCH_BACKENDS_GNUTLS_NAMES_H_
