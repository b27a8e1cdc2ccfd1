// Verifies each handshake against its scenario: the client's report, the server's report and the bytes on the wire must
// agree that the handshake was exactly what its row claims. Pure functions.

#ifndef TLSBENCH_BENCH_VERIFY_VERIFY_H_
#define TLSBENCH_BENCH_VERIFY_VERIFY_H_

#include <optional>
#include <string>
#include <vector>

#include "bench/backend.h"
#include "bench/scenario/scenario.h"
#include "bench/wire/wire_facts.h"

namespace tlsbench {

enum class VerificationOutcome {
  kVerified,
  kDeclined,    // a full handshake instead of a resumption, early data rejected, or no False Start: the server's
                // right, but not this row
  kHelloRetry,  // a HelloRetryRequest came, and so a round trip that the row does not claim
  kWrong,       // any other difference from the row
};

struct Verification {
  VerificationOutcome outcome = VerificationOutcome::kVerified;
  std::string reason;  // empty if verified
};

// Returns the outcome for one handshake. `server` is null for a remote target: then the client and the wire must agree.
// Fields of the scenario that are zero are not pinned: any value is valid there if the witnesses agree.
Verification Verify(const Scenario& scenario, const Negotiated& client, const Negotiated* server,
                    const WireFacts& wire);

// Returns "ECDHE", "DHE", "RSA", or "PSK" for a TLS 1.3 resumption without a key exchange, and "ML-KEM" for a group of
// ML-KEM alone (its hybrids count as ECDHE). Empty for a TLS 1.2 resumption, which has no key exchange either.
std::string KeyExchangeName(const WireFacts& wire);

// Returns "psk_dhe_ke" or "psk_ke" (RFC 9846, section 4.3.9); empty if it is no TLS 1.3 resumption.
std::string PskModeName(const WireFacts& wire);

// Returns the scheme with which the server of a verified handshake signed; 0 on a resumption, or if it is not reported.
// If the client was pinned to one scheme that can sign this handshake, a handshake that succeeded was signed with it,
// whether or not the library reports it (wolfSSL does not).
std::uint16_t SignatureOf(const Scenario& scenario, const Negotiated& client, const WireFacts& wire, bool pinned);

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_VERIFY_VERIFY_H_
