// Defines the seam: the interface between tlsbench and a TLS library.
//
// A backend is a plug-in for one build of one library. It is sans-IO: bytes go in, bytes come out. It opens no
// socket, reads no clock, starts no thread, prints nothing and throws nothing; the harness owns all of that, which is
// why one measurement means the same for every library. The harness is the only caller, the files in backends/ are the
// only implementers, and this header is the only thing both see, so it includes standard headers only.
//
// Threads: a Backend and a Context may be shared between threads; a Connection and a Session belong to one thread at a
// time. Protocol numbers are IANA code points (https://www.iana.org/assignments/tls-parameters); terms are those of RFC
// 9846 for TLS 1.3 and RFC 5246 for TLS 1.2.
//
// A plug-in exports exactly one symbol, tlsbench_backend (the end of this file).

#ifndef TLSBENCH_BENCH_BACKEND_H_
#define TLSBENCH_BENCH_BACKEND_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tlsbench {

using Bytes = std::span<const std::uint8_t>;

// Holds bytes that are to be sent. Backends append to it; the harness clears and reuses it, so that no allocation and
// no zeroing is measured once the buffer has grown.
using Buffer = std::vector<std::uint8_t>;

enum class Role : std::uint8_t { kClient, kServer };

// The state of a connection. kMaySend: application data may be written although the handshake is not finished (early
// data, 0.5-RTT, False Start). After kClosed and kFailed only negotiated() and failure() may be called.
enum class State : std::uint8_t { kHandshaking, kMaySend, kOpen, kClosed, kFailed };

inline constexpr std::uint16_t kTls12 = 0x0303;
inline constexpr std::uint16_t kTls13 = 0x0304;

enum class KeyType : std::uint8_t { kUnknown, kRsa, kEcdsa, kEd25519, kMlDsa };

// Configures one endpoint. Plain data; an empty list or string means "the library's own default".
struct EndpointConfig {
  Role role = Role::kClient;
  std::uint16_t min_protocol = kTls12;
  std::uint16_t max_protocol = kTls13;
  std::vector<std::uint16_t> cipher_suites;  // suites of both versions; each version uses its own
  std::vector<std::uint16_t> groups;         // offered or accepted, most preferred first
  std::vector<std::uint16_t> key_shares;     // clients: shares in the first ClientHello; empty: one, of the first group
  std::vector<std::uint16_t> signature_schemes;  // offered or accepted, most preferred first
  std::string certificate_chain_pem;             // own chain, leaf first; empty for a client without a certificate
  std::string private_key_pem;
  std::string trust_anchors_pem;  // any number of roots; nothing else is trusted, by either role
  bool verify_peer = true;        // false: a client accepts any certificate
  std::string server_name;        // SNI, and the name the certificate must carry; an IP address is checked, not sent
  std::vector<std::string> alpn;  // offered or accepted protocol names
  std::size_t chain_bytes = 0;    // clients: size of the server's certificates in DER, if known; else 0
  unsigned tickets = 2;           // TLS 1.3 servers: NewSessionTicket messages per full handshake; 0 also stops 1.2's
  // Servers: sessions are stored in a cache of the context, and clients hold a key to that cache: in TLS 1.2 a session
  // ID and no ticket, in TLS 1.3 a short ticket.
  bool stateful_sessions = false;
  bool renew_tickets = false;               // TLS 1.2 servers: send a new ticket in each resumption by ticket
  bool reuse_sessions = false;              // clients: a TLS 1.3 session may be offered any number of times
  bool psk_ke = false;                      // TLS 1.3: resume without a new key exchange; must be set on both ends
  bool require_client_certificate = false;  // servers; clients with a certificate send it when asked
  // Early data. Servers: how many bytes the tickets allow and the server accepts. Clients: any number but 0 means that
  // the client may send early data (RFC 9846, section 4.3.10). 0: none.
  std::uint32_t early_data_limit = 0;
  // Servers: tickets allow early data, but the server accepts none: the handshake goes on as if none had been sent.
  bool reject_early_data = false;
  bool declined_sessions = false;  // clients: the server will decline the sessions offered
  bool false_start = false;        // TLS 1.2 clients: send application data right after Finished (RFC 7918)
  // TLS 1.3: the session ID and the ChangeCipherSpecs of RFC 9846, appendix D.4. nullopt: the library's default.
  std::optional<bool> middlebox_compatibility;
  bool grease = false;                   // clients: offer reserved, unknown values too (RFC 8701)
  bool certificate_compression = false;  // TLS 1.3: of servers' certificates, by zlib (RFC 8879)
  std::size_t record_size = 0;           // the most bytes in a record that is sent; 0: the library's default
  bool keylog = false;                   // enables Observer::OnSecret; costs libraries time in each handshake
  bool as_shipped = false;  // keep the library's default where a field above is empty or has its value here
};

// Holds a resumable session: a ticket or a session ID, opaque outside its backend. Valid only for Contexts of the same
// Backend. Owned by the harness. A TLS 1.2 session may be offered again as long as the harness keeps it; a TLS 1.3
// session is offered once (RFC 9846, appendix C.4; OpenSSL refuses to offer it again), unless the context was made with
// reuse_sessions.
class Session {
 public:
  virtual ~Session() = default;
  virtual std::uint32_t lifetime_seconds() const = 0;  // as the server announced it; 0 if it announced none
  virtual std::size_t ticket_bytes() const = 0;        // length of the ticket itself; 0 for a session ID
  virtual std::uint32_t early_data_limit() const = 0;  // bytes that the ticket allows; 0: none
};

// Holds what a connection agreed on, as the library reports it. Zero and empty mean that the library does not report
// the value. What only the wire proves (HelloRetryRequest, psk_ke) is not asked here: libraries report it wrongly or
// not at all.
struct Negotiated {
  std::uint16_t protocol = 0;
  std::uint16_t cipher_suite = 0;
  std::uint16_t group = 0;
  std::uint16_t signature_scheme = 0;    // the server's signature; 0 on a resumption
  KeyType peer_key = KeyType::kUnknown;  // in the peer's certificate; kUnknown if the peer sent none
  std::uint16_t peer_key_bits = 0;       // ML-DSA: 44, 65 or 87
  bool resumed = false;
  bool early_data_accepted = false;
  std::uint8_t tickets = 0;  // clients: session tickets received so far
  std::string alpn;
};

// Says why a connection failed. Alerts are the numbers of RFC 9846, section 6; -1 if there was none or it is not known.
struct Failure {
  std::string reason;        // the library's error message, one line
  bool certificate = false;  // the peer's certificate, its chain or its name was not accepted
  int alert_sent = -1;
  int alert_received = -1;
};

// Receives each handshake message and secret of one connection. Not used while measuring. The harness may read its
// clocks inside these calls.
class Observer {
 public:
  virtual ~Observer() = default;
  virtual void OnMessage(bool sent, std::uint8_t type, Bytes message) = 0;  // each handshake message, decrypted
  virtual void OnSecret(std::string_view keylog_line) = 0;                  // an SSLKEYLOGFILE line (RFC 9850)
};

struct OpenOptions {
  const Session* resume = nullptr;  // clients: offer this session; borrowed until Open returns
  // Clients: sent as early data right after the ClientHello, if the session allows so many bytes; Open fails otherwise.
  // Borrowed until kOpen. Early data that the server rejects counts as not sent: the caller has to write it again.
  Bytes early_data;
  Observer* observer = nullptr;  // borrowed for the life of the connection
  // Receives the size, in bytes, of each write that the library itself makes to its transport. Borrowed for the life of
  // the connection. Null while measuring: then nothing is recorded, at no cost.
  std::vector<std::size_t>* writes = nullptr;
};

// Represents one endpoint of one connection. Destroying it, at any time, frees everything it holds and never makes a
// session it produced unusable (in OpenSSL an abrupt SSL_free does).
class Connection {
 public:
  virtual ~Connection() = default;

  // Takes bytes from the peer: handshake messages, tickets, application data and early data. All of `in` is consumed. A
  // client that sent early data or may False Start, and a server that accepted early data, are in kMaySend from that
  // moment until the handshake is finished. Decrypted application data is appended to `plaintext`, bytes for the peer
  // to `out`; both may already hold bytes. A client starts with an empty `in`. On kFailed `out` ends with the alert, if
  // the library made one.
  virtual State Feed(Bytes in, Buffer& plaintext, Buffer& out) = 0;

  // Encrypts application data. Allowed in kMaySend and kOpen.
  virtual State Write(Bytes plaintext, Buffer& out) = 0;

  // Appends messages that the library has finished but holds back until the next write (BoringSSL's tickets). Allowed
  // in kOpen; does nothing in other libraries.
  virtual State Flush(Buffer& out) = 0;

  // Sends close_notify.
  virtual State Close(Buffer& out) = 0;

  virtual Negotiated negotiated() const = 0;

  // Clients: returns the newest session received since the last call, or null. A TLS 1.2 resumption without a new
  // ticket brings no session: the offered one stays valid.
  virtual std::unique_ptr<Session> TakeSession() = 0;

  virtual Failure failure() const = 0;
};

// Holds what many connections share: an SSL_CTX with its certificates, trust anchors and ticket keys.
class Context {
 public:
  virtual ~Context() = default;

  // Returns a new connection; null if the library has no memory or refuses the options. The context must outlive it.
  virtual std::unique_ptr<Connection> Open(const OpenOptions& options) const = 0;
};

// Describes one build loaded in an environment that hides some of the CPU's features; it is a backend of its own:
// "openssl-3.0.22@noaes". All three texts live as long as the process.
struct Variant {
  std::string_view name;         // "noaes"
  std::string_view environment;  // NAME=VALUE, which the library reads once, when it is loaded
  std::string_view description;  // what is hidden from it: "no AES instructions"
};

// Represents one build of one library. Lives as long as the process: plug-ins are never unloaded.
class Backend {
 public:
  virtual ~Backend() = default;

  virtual std::string_view name() const = 0;  // "openssl-3.0.22": library and version; "-debian" for a distribution's

  // Returns the library's own version string, asked at run time, never from a header: "OpenSSL 3.0.22 15 Sep 2026".
  virtual std::string library_version() const = 0;

  // Returns what library_version() must contain if the library in this process is the one the plug-in was built for.
  // The loader refuses the plug-in otherwise: two libraries with equal symbols can silently become one.
  virtual std::string_view expected_version() const = 0;

  virtual std::string build_flags() const = 0;      // compiler flags or build notes from the library; may be empty
  virtual std::string_view linkage() const = 0;     // "static" or "shared"
  virtual std::string_view build_note() const = 0;  // features of upstream that this build lacks; may be empty

  // Returns the variants that a copy of this plug-in can be loaded as. A shared library has none: it reads its
  // environment once for the whole process.
  virtual std::span<const Variant> variants() const { return {}; }

  // Returns false for a backend that performs no cryptography: it runs only with itself, and is never a result.
  virtual bool is_library() const = 0;

  // Returns the reason, as one line of text, why this backend cannot run `config`; nullopt if it can.
  virtual std::optional<std::string> Unsupported(const EndpointConfig& config) const = 0;

  // Returns a context, or null with one line of text in `error`.
  virtual std::unique_ptr<Context> MakeContext(const EndpointConfig& config, std::string& error) const = 0;
};

// TLSBENCH_ABI is a hash that CMake makes of this file, the compiler and the sanitizers, so that a stale plug-in is
// refused without a version number that has to be kept up to date.
#ifndef TLSBENCH_ABI
#error "TLSBENCH_ABI is set by tlsbench_add_backend() and by the tlsbench target"
#endif
inline constexpr std::uint64_t kAbi = TLSBENCH_ABI;

}  // namespace tlsbench

// Returns the backend: the one symbol of a plug-in. Null unless `abi` is the plug-in's own kAbi. The result is never
// freed.
extern "C" __attribute__((visibility("default"))) const tlsbench::Backend* tlsbench_backend(std::uint64_t abi);

#endif  // TLSBENCH_BENCH_BACKEND_H_
