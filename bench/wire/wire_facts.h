// Reads what the wire shows in clear about one handshake: a third witness beside the two libraries. Reads the bytes of
// both directions after the handshake; pure functions. Sources: RFC 5246 section 7.4, RFC 9846 section 4, RFC 5077 and
// RFC 8422 (each number has its source beside it, here and in wire/handshake_messages.cc).

#ifndef TLSBENCH_BENCH_WIRE_WIRE_FACTS_H_
#define TLSBENCH_BENCH_WIRE_WIRE_FACTS_H_

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "bench/backend.h"

namespace tlsbench {

using Random = std::array<std::uint8_t, 32>;

struct KeyShare {
  std::uint16_t group = 0;
  std::size_t bytes = 0;
};

struct WireFacts {
  bool client_hello = false;
  bool server_hello = false;
  Random client_random{};
  std::size_t session_id_bytes = 0;      // in the ClientHello
  bool session_id_echoed = false;        // the ServerHello has the same session ID, not empty
  std::size_t offered_ticket_bytes = 0;  // in the session_ticket extension
  bool offered_psk = false;              // pre_shared_key in the ClientHello
  bool offered_early_data = false;       // early_data in the first ClientHello
  bool offered_compression = false;      // compress_certificate in the ClientHello
  bool grease = false;                   // a value of RFC 8701 among its cipher suites or extensions
  std::size_t client_hello_bytes = 0;    // with its header; after a HelloRetryRequest, the second ClientHello
  std::vector<KeyShare> client_shares;   // in the last ClientHello
  std::uint16_t protocol = 0;            // the server's choice
  std::uint16_t cipher_suite = 0;
  // From key_share (TLS 1.3) or ServerKeyExchange (TLS 1.2). 0: neither is there, or the prime is not one of RFC 7919.
  std::uint16_t group = 0;
  bool server_key_exchange = false;           // TLS 1.2: it came; static RSA has none (RFC 5246, section 7.4.3)
  std::size_t server_share_bytes = 0;         // in its key_share (TLS 1.3); 0: none
  bool extended_master_secret = false;        // TLS 1.2: the server agreed to it (RFC 7627)
  std::uint16_t signature_scheme = 0;         // in the ServerKeyExchange; TLS 1.3 encrypts it
  bool selected_psk = false;                  // pre_shared_key in the ServerHello
  bool hello_retry = false;                   // a HelloRetryRequest came first
  bool certificate = false;                   // TLS 1.2: the server's Certificate message; TLS 1.3 encrypts it
  bool certificate_request = false;           // TLS 1.2: the server asks for the client's
  bool client_certificate = false;            // TLS 1.2: the client sent one
  std::uint16_t client_signature_scheme = 0;  // TLS 1.2: in its CertificateVerify
  bool new_session_ticket = false;            // TLS 1.2: it is part of the handshake
  bool server_changed_cipher = false;         // ChangeCipherSpec seen from the server
  bool client_changed_cipher = false;
  // TLS 1.3: the client sent a record with as many bytes as an encrypted EndOfEarlyData. No other message is so short,
  // and none of our application data.
  bool end_of_early_data = false;
  // Set by the link, not read from the bytes: the client could send application data before the server's Finished had
  // come.
  bool sent_early = false;
  // Length of the largest record of each side, as it is on the wire: in TLS 1.2 among the records in clear, in TLS 1.3
  // among all.
  std::size_t client_record_bytes = 0;
  std::size_t server_record_bytes = 0;
  std::optional<std::uint8_t> alert_from_server;  // if it was in clear
  std::string malformed;                          // why reading stopped early; empty if all was read

  // Returns whether the wire shows a resumption: in TLS 1.3 pre_shared_key in the ServerHello, in TLS 1.2 a ServerHello
  // followed by ChangeCipherSpec with no Certificate.
  bool resumed() const;
};

WireFacts ReadWire(Bytes from_client, Bytes from_server);

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_WIRE_WIRE_FACTS_H_
