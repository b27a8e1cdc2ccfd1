// The seam between tlsbench and a TLS library.
//
// A backend is a plug-in for one build of one library. It is sans-IO: bytes go in, bytes come out. It opens no
// socket, reads no clock, starts no thread, prints nothing and throws nothing; the harness owns all of that, which is
// why one measurement means the same for every library. The harness is the only caller, the files in backends/ are the
// only implementers, and this header is the only thing both see, so it includes standard headers only.
//
// Threads: a Backend and a Context may be shared between threads; a Connection and a Session belong to one thread at a
// time. Protocol numbers are IANA code points (https://www.iana.org/assignments/tls-parameters); terms are those of
// RFC 9846 for TLS 1.3 and RFC 5246 for TLS 1.2.
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

// Bytes on their way out. Backends append; the harness clears and reuses it, so that no allocation and no zeroing is
// measured once it has grown.
using Buffer = std::vector<std::uint8_t>;

enum class Role : std::uint8_t { kClient, kServer };

// The state of a connection. kMaySend: application data may be written although the handshake is not finished (early
// data, 0.5-RTT, False Start). After kClosed and kFailed only negotiated() and failure() may be called.
enum class State : std::uint8_t { kHandshaking, kMaySend, kOpen, kClosed, kFailed };

inline constexpr std::uint16_t kTls12 = 0x0303;
inline constexpr std::uint16_t kTls13 = 0x0304;

enum class KeyType : std::uint8_t { kUnknown, kRsa, kEcdsa, kEd25519, kMlDsa };

// Configures one endpoint. Plain data; an empty list or string means the library's own default.
struct EndpointConfig {
  Role role = Role::kClient;
  std::uint16_t min_protocol = kTls12;
  std::uint16_t max_protocol = kTls13;
  std::vector<std::uint16_t> cipher_suites;  // both versions' suites; each version takes its own
  std::vector<std::uint16_t> groups;         // offered or accepted, most preferred first
  std::vector<std::uint16_t> key_shares;     // clients: shares of the first ClientHello; empty: the first group's alone
  std::vector<std::uint16_t> signature_schemes;  // offered or accepted, most preferred first
  std::string certificate_chain_pem;             // own chain, leaf first; empty for a client without a certificate
  std::string private_key_pem;
  std::string trust_anchors_pem;  // any number of roots; all that is trusted, of either role
  bool verify_peer = true;        // false: a client accepts any certificate
  std::string server_name;        // SNI, and the name the certificate must carry; an IP address is checked, not sent
  std::vector<std::string> alpn;  // offered or accepted protocol names
  std::size_t chain_bytes = 0;    // clients: what the server's certificates will have in DER, if that is known
  unsigned tickets = 2;           // TLS 1.3 servers: NewSessionTicket messages per full handshake; 0 also stops 1.2's
  // Servers: sessions live in a cache of the context's own, and what clients hold is a key to it: in TLS 1.2 a session
  // ID and no ticket, in TLS 1.3 a short ticket.
  bool stateful_sessions = false;
  bool renew_tickets = false;               // TLS 1.2 servers: a new ticket in each resumption by ticket
  bool reuse_sessions = false;              // clients: a session of TLS 1.3 may be offered any number of times
  bool psk_ke = false;                      // TLS 1.3: resume without a fresh key exchange; both ends need this setting
  bool require_client_certificate = false;  // servers; clients with a certificate send it when asked
  // Bytes of early data: what a server's tickets allow and the server accepts; of a client any number but 0 means that
  // it may send some (RFC 9846, section 4.3.10). 0: none.
  std::uint32_t early_data_limit = 0;
  // Servers: tickets allow early data, and none is accepted: the handshake goes on as if it had not been sent.
  bool reject_early_data = false;
  bool declined_sessions = false;  // clients: sessions will be offered that the server declines
  bool false_start = false;        // TLS 1.2 clients: application data behind the Finished (RFC 7918)
  // TLS 1.3: the session ID and the ChangeCipherSpecs of RFC 9846, appendix D.4. nullopt: as the library comes.
  std::optional<bool> middlebox_compatibility;
  bool grease = false;                   // clients: also offer unknown values (RFC 8701)
  bool certificate_compression = false;  // TLS 1.3: servers' certificates, by zlib (RFC 8879)
  std::size_t record_size = 0;           // bytes that a record it sends holds at most; 0: as the library comes
  bool keylog = false;                   // make Observer::OnSecret possible; libraries pay for it in every handshake
  bool as_shipped = false;  // leave the library's own default wherever a field above is empty or has its value here
};

// Holds a resumable session: a ticket or a session ID, opaque outside its backend. Valid only for Contexts of the same
// Backend. Owned by the harness. A session of TLS 1.2 may be offered again as long as the harness keeps it; one of
// TLS 1.3 is offered once (RFC 9846, appendix C.4; OpenSSL refuses to offer it again), unless the context was made with
// reuse_sessions.
class Session {
 public:
  virtual ~Session() = default;
  virtual std::uint32_t lifetime_seconds() const = 0;  // as the server announced it; 0 when it did not
  virtual std::size_t ticket_bytes() const = 0;        // length of the ticket itself; 0 for a session ID
  virtual std::uint32_t early_data_limit() const = 0;  // bytes of early data that the ticket allows; 0: none
};

// Holds what a connection agreed on, as its library reports it. Zero and empty mean that the library does not report
// it. What only the wire proves (HelloRetryRequest, psk_ke) is not here: libraries report it wrongly or not at all.
struct Negotiated {
  std::uint16_t protocol = 0;
  std::uint16_t cipher_suite = 0;
  std::uint16_t group = 0;
  std::uint16_t signature_scheme = 0;    // the server's signature; 0 on a resumption
  KeyType peer_key = KeyType::kUnknown;  // in the peer's certificate; kUnknown if it sent none
  std::uint16_t peer_key_bits = 0;       // 44, 65 or 87 of ML-DSA
  bool resumed = false;
  bool early_data_accepted = false;
  std::uint8_t tickets = 0;  // clients: session tickets received so far
  std::string alpn;
};

// Says why a connection failed. Alerts are the numbers of RFC 9846, section 6; -1 when there was none or it is not
// known.
struct Failure {
  std::string words;         // the library's own error text, one line
  bool certificate = false;  // the peer's certificate, its chain or its name was not accepted
  int alert_sent = -1;
  int alert_received = -1;
};

// Listens to one connection. Absent while measuring. The harness may read its clocks inside these calls.
class Observer {
 public:
  virtual ~Observer() = default;
  virtual void OnMessage(bool sent, std::uint8_t type, Bytes message) = 0;  // each handshake message, decrypted
  virtual void OnSecret(std::string_view keylog_line) = 0;                  // an SSLKEYLOGFILE line (RFC 9850)
};

struct OpenOptions {
  const Session* resume = nullptr;  // clients: offer this session; borrowed for the duration of Open
  // Clients: sent as early data right behind the ClientHello, if the session allows so much; Open fails otherwise.
  // Borrowed until kOpen. If the server does not accept it, it is lost: the caller may write it again.
  Bytes early_data;
  Observer* observer = nullptr;  // borrowed for the life of the connection
  // Each write that the library itself makes to its transport is noted here, in bytes. Borrowed for the life of the
  // connection; null, which costs nothing, while measuring.
  std::vector<std::size_t>* writes = nullptr;
};

// Runs one endpoint of one connection. Destroying it frees everything it holds, at any time, and never makes the
// session it produced unusable (an abrupt SSL_free does that in OpenSSL).
class Connection {
 public:
  virtual ~Connection() = default;

  // Takes bytes from the peer: handshake messages, tickets and application data alike, early data too. All of `in` is
  // consumed. A client that sent early data, or may False Start, and a server that accepted early data are in kMaySend
  // from then until the handshake is finished.
  // Decrypted application data is appended to `plaintext`, bytes for the peer to `out`; both may hold bytes already. A
  // client starts with empty `in`. On kFailed `out` ends with the alert, if the library made one.
  virtual State Feed(Bytes in, Buffer& plaintext, Buffer& out) = 0;

  // Encrypts application data. Legal in kMaySend and kOpen.
  virtual State Write(Bytes plaintext, Buffer& out) = 0;

  // Releases messages that the library finished but holds back until the next write (BoringSSL's tickets). Legal in
  // kOpen; does nothing in other libraries.
  virtual State Flush(Buffer& out) = 0;

  // Sends close_notify.
  virtual State Close(Buffer& out) = 0;

  virtual Negotiated negotiated() const = 0;

  // Clients: the newest session received since the last call, or null. A TLS 1.2 resumption without a new ticket
  // brings none: the session offered stays good.
  virtual std::unique_ptr<Session> TakeSession() = 0;

  virtual Failure failure() const = 0;
};

// Holds what many connections share: an SSL_CTX with its certificates, trust anchors and ticket keys.
class Context {
 public:
  virtual ~Context() = default;

  // Returns a new connection; null when the library has no memory or refuses the options. The context must outlive it.
  virtual std::unique_ptr<Connection> Open(const OpenOptions& options) const = 0;
};

// Describes one build in an environment that masks some of the CPU's features, a backend of its own:
// "openssl-3.0.22@noaes". All three texts live as long as the process.
struct Variant {
  std::string_view name;         // "noaes"
  std::string_view environment;  // NAME=VALUE, which the library reads once, as it is loaded
  std::string_view words;        // what it does without: "no AES instructions"
};

// Gives access to one build of one library. Lives as long as the process: plug-ins are never unloaded.
class Backend {
 public:
  virtual ~Backend() = default;

  virtual std::string_view name() const = 0;  // "openssl-3.0.22": library and version; "-debian" for a distribution's

  // The library's own version string, asked at run time, never from a header: "OpenSSL 3.0.22 15 Sep 2026".
  virtual std::string library_version() const = 0;

  // Returns what library_version() must contain if the library in this process is the one the plug-in was built for.
  // The loader refuses the plug-in otherwise: two libraries with equal symbols can silently become one.
  virtual std::string_view expected_version() const = 0;

  virtual std::string build_flags() const = 0;      // compiler flags or build notes the library knows of; may be empty
  virtual std::string_view linkage() const = 0;     // "static" or "shared"
  virtual std::string_view build_note() const = 0;  // what this build leaves out that upstream has; may be empty

  // Returns the variants of this plug-in. A shared library has none: it reads its environment once for
  // the whole process.
  virtual std::span<const Variant> variants() const { return {}; }

  // Returns false for a backend without cryptography: it runs only against itself, and is never a result.
  virtual bool is_library() const = 0;

  // Returns why `config` cannot be done; nullopt if it can.
  virtual std::optional<std::string> Unsupported(const EndpointConfig& config) const = 0;

  // Makes a context, or returns null with the reason, one line, in `error`.
  virtual std::unique_ptr<Context> MakeContext(const EndpointConfig& config, std::string& error) const = 0;
};

// TLSBENCH_ABI is a hash that CMake makes of this file, the compiler and the sanitizers, so that a stale plug-in is
// refused without anyone counting versions.
#ifndef TLSBENCH_ABI
#error "TLSBENCH_ABI is set by tlsbench_add_backend() and by the tlsbench target"
#endif
inline constexpr std::uint64_t kAbi = TLSBENCH_ABI;

}  // namespace tlsbench

// The one symbol of a plug-in. Returns null unless `abi` is the plug-in's own kAbi. The result is never freed.
extern "C" __attribute__((visibility("default"))) const tlsbench::Backend* tlsbench_backend(std::uint64_t abi);

#endif  // TLSBENCH_BENCH_BACKEND_H_
