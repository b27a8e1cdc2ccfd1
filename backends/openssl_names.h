// IANA code points to the names and numbers of the OpenSSL API, and back. Used by openssl.cc and openssl_connection.cc
// only. Pure functions over constant tables, but for those that ask a library object.

#ifndef TLSBENCH_BACKENDS_OPENSSL_NAMES_H_
#define TLSBENCH_BACKENDS_OPENSSL_NAMES_H_

#include <openssl/ssl.h>

// AWS-LC grew out of BoringSSL and kept what that had changed in OpenSSL's API.
#if defined(OPENSSL_IS_BORINGSSL) || defined(OPENSSL_IS_AWSLC)
#define TLSBENCH_BORINGSSL_API
#endif

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace tlsbench {

// Why one of the groups cannot be used, in words: the library does not have it, or this file has no name for it.
// nullopt if all can.
std::optional<std::string> LackingGroup(const std::vector<std::uint16_t>& groups);

// "X25519:P-256" for SSL_CTX_set1_curves_list; groups without a name here are left out.
std::string GroupList(const std::vector<std::uint16_t>& groups);

// The group of the key exchange; 0 if there was none or the library does not say.
std::uint16_t NegotiatedGroup(SSL* ssl);

bool KnowsSignatureScheme(std::uint16_t scheme);

// Both what an endpoint signs with and what it accepts. False if the library refuses.
bool SetSignatureSchemes(SSL_CTX* ctx, const std::vector<std::uint16_t>& schemes);

// What the peer signed its handshake with; 0 if it did not.
std::uint16_t PeerSignatureScheme(SSL* ssl);

// Pins the suites of both protocols where the library can: BoringSSL cannot pin those of TLS 1.3 (AWS-LC can). False if
// it refuses.
bool SetCipherSuites(SSL_CTX* ctx, const std::vector<std::uint16_t>& suites);

}  // namespace tlsbench

#endif  // TLSBENCH_BACKENDS_OPENSSL_NAMES_H_
