// Verifies each handshake against its scenario: what the client says of it, what the server says, and what the wire
// shows must agree that it was exactly what its row claims. Pure functions.

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
  kDeclined,  // a full handshake where a resumption was asked for, early data refused, or no False Start: the server's
              // right, but not this row
  kHelloRetry,  // a HelloRetryRequest, and so a round trip that the row does not have
  kWrong,       // anything else that the row does not say
};

struct Verification {
  VerificationOutcome outcome = VerificationOutcome::kVerified;
  std::string reason;  // empty if verified
};

// `server` is null for a remote target: then the client and the wire must agree. A scenario's zero fields are not
// pinned, and anything goes there as long as the witnesses agree.
Verification Verify(const Scenario& scenario, const Negotiated& client, const Negotiated* server,
                    const WireFacts& wire);

// "ECDHE", "DHE", "RSA", or "PSK" for a resumption of TLS 1.3 without a key exchange, and "ML-KEM" for a group of that
// alone (its hybrids are ECDHE with something added). Empty for a resumption of TLS 1.2, which has none either.
std::string KeyExchangeName(const WireFacts& wire);

// "psk_dhe_ke" or "psk_ke" (RFC 9846, section 4.3.9); empty where TLS 1.3 did not resume.
std::string PskModeName(const WireFacts& wire);

// What the server of a verified handshake signed with; 0 on a resumption, or if nobody tells. Where the client was
// pinned to one scheme that can sign this handshake, a handshake that succeeded was signed with it, whether or not the
// library says so (wolfSSL does not).
std::uint16_t SignatureOf(const Scenario& scenario, const Negotiated& client, const WireFacts& wire, bool pinned);

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_VERIFY_VERIFY_H_
