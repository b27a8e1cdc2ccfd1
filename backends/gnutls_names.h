// IANA code points to the names of GnuTLS's priority strings, and back. Used by gnutls.cc and gnutls_connection.cc
// only. Pure functions over constant tables, but for those that ask a library object.

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

// The flag that makes a client send the key shares of `config`; nullopt if none does. The library sends shares of its
// first groups, one for each kind of key, and at most three.
std::optional<unsigned> KeyShareFlag(const EndpointConfig& config);

// The group of the key exchange; 0 if there was none or the library does not say.
std::uint16_t NegotiatedGroup(gnutls_session_t session);

bool KnowsSignatureScheme(std::uint16_t scheme);

// What the server signed its handshake with; 0 if it did not.
std::uint16_t ServerSignatureScheme(gnutls_session_t session);

// Whether the list holds suites of TLS 1.2 with DHE and no others.
bool AllUseDhe(const std::vector<std::uint16_t>& suites);

bool KnowsCipherSuite(std::uint16_t suite);
std::uint16_t NegotiatedProtocol(gnutls_session_t session);
std::uint16_t NegotiatedCipherSuite(gnutls_session_t session);

// What a priority string says about protocols, suites, groups and schemes: "-VERS-ALL:+VERS-TLS1.3:...", to be appended
// to a set of defaults. What `config` leaves empty is not mentioned.
std::string Priorities(const EndpointConfig& config);

// A suite that these priorities let in beside those of its protocol that were asked for; empty if there is none.
std::string UnwantedCipherSuite(gnutls_priority_t priorities, const EndpointConfig& config);

}  // namespace tlsbench

#endif  // TLSBENCH_BACKENDS_GNUTLS_NAMES_H_
