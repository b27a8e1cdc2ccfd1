// The null backend: messages of the right kinds and sizes, and no cryptography. What a handshake costs here is what
// the harness itself costs, so it is measured in every run and printed as the floor. It meets only itself.
//
// Its messages are well formed as far as the wire shows them in clear, so that its handshakes pass through the same
// verification as a library's. Sizes follow OpenSSL 3.0 with a P-256 chain of leaf and intermediate.

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>

#include "bench/backend.h"

namespace tlsbench {
namespace {

constexpr std::uint8_t kChangeCipherSpec = 20;
constexpr std::uint8_t kHandshake = 22;
constexpr std::uint8_t kApplicationData = 23;
constexpr std::size_t kRecordHeader = 5;
constexpr std::size_t kRandomOffset = kRecordHeader + 4 + 2;  // after the message header and legacy_version
constexpr std::size_t kRandomBytes = 32;
constexpr std::uint16_t kX25519 = 29;

void AppendU16(Buffer& out, std::size_t value) {
  out.push_back(static_cast<std::uint8_t>(value >> 8));
  out.push_back(static_cast<std::uint8_t>(value));
}

void Append(Buffer& out, const Buffer& bytes) { out.insert(out.end(), bytes.begin(), bytes.end()); }

Buffer Zeros(std::size_t count) { return Buffer(count, 0); }

Buffer Record(std::uint8_t type, const Buffer& body) {
  Buffer record = {type, 3, 3};
  AppendU16(record, body.size());
  Append(record, body);
  return record;
}

Buffer Message(std::uint8_t type, const Buffer& body) {
  Buffer message = {type, 0};
  AppendU16(message, body.size());
  Append(message, body);
  return message;
}

// A record that looks encrypted and ends in its inner content type, as TLS 1.3's plaintext does before encryption.
Buffer Sealed(std::uint8_t inner_type, std::size_t message_bytes) {
  Buffer body = Zeros(message_bytes + 16);
  body.push_back(inner_type);
  return Record(kApplicationData, body);
}

Buffer Extension(std::uint16_t type, const Buffer& body) {
  Buffer extension;
  AppendU16(extension, type);
  AppendU16(extension, body.size());
  Append(extension, body);
  return extension;
}

Buffer Hello(std::uint8_t type, std::uint16_t suite, const Buffer& extensions) {
  Buffer body = {3, 3};
  Append(body, Zeros(kRandomBytes));
  body.push_back(32);  // session ID
  Append(body, Zeros(32));
  if (type == 1) {
    AppendU16(body, 2);  // one suite
  }
  AppendU16(body, suite);
  if (type == 1) {
    body.push_back(1);
  }
  body.push_back(0);  // compression
  AppendU16(body, extensions.size());
  Append(body, extensions);
  return Record(kHandshake, Message(type, body));
}

// The flights of one protocol version, full ([0]) and resumed ([1]), made once for each context.
struct Script {
  std::array<Buffer, 2> client_hello;
  std::array<Buffer, 2> server_flight;  // the answer to the ClientHello
  std::array<Buffer, 2> client_finish;  // the answer to that
  std::array<Buffer, 2> server_finish;  // TLS 1.2: the end of a full handshake; TLS 1.3: the tickets
};

Buffer ChangeAndFinish() {
  Buffer flight = Record(kChangeCipherSpec, {1});
  Append(flight, Record(kHandshake, Zeros(40)));
  return flight;
}

Script Tls12Script(std::uint16_t suite) {
  Script script;
  script.client_hello[0] = Hello(1, suite, Extension(35, {}));
  script.client_hello[1] = Hello(1, suite, Extension(35, Zeros(192)));
  script.server_flight[0] = Hello(2, suite, Extension(35, {}));
  Append(script.server_flight[0], Record(kHandshake, Message(11, Zeros(889))));
  Buffer key_exchange = {3, 0, kX25519};  // named_curve x25519 (RFC 8422, section 5.4)
  Append(key_exchange, Zeros(107));
  Append(script.server_flight[0], Record(kHandshake, Message(12, key_exchange)));
  Append(script.server_flight[0], Record(kHandshake, Message(14, {})));
  script.client_finish[0] = Record(kHandshake, Message(16, Zeros(33)));
  Append(script.client_finish[0], ChangeAndFinish());
  script.server_finish[0] = Record(kHandshake, Message(4, Zeros(198)));
  Append(script.server_finish[0], ChangeAndFinish());
  script.server_flight[1] = Hello(2, suite, {});
  Append(script.server_flight[1], ChangeAndFinish());
  script.client_finish[1] = ChangeAndFinish();
  return script;
}

Buffer KeyShare(bool client) {
  Buffer entry;
  AppendU16(entry, kX25519);
  AppendU16(entry, 32);
  Append(entry, Zeros(32));
  Buffer body;
  if (client) {
    AppendU16(body, entry.size());
  }
  Append(body, entry);
  return Extension(51, body);
}

Script Tls13Script(std::uint16_t suite, unsigned tickets) {
  Script script;
  Buffer offered = Extension(43, {2, 3, 4});
  Append(offered, KeyShare(true));
  Buffer answer = Extension(43, {3, 4});
  Append(answer, KeyShare(false));
  script.client_hello[0] = Hello(1, suite, offered);
  script.server_flight[0] = Hello(2, suite, answer);
  Append(script.server_flight[0], Record(kChangeCipherSpec, {1}));
  for (const std::size_t message : {25, 898, 79, 36}) {  // EncryptedExtensions to Finished
    Append(script.server_flight[0], Sealed(kHandshake, message));
  }
  Append(offered, Extension(41, Zeros(250)));
  Append(answer, Extension(41, {0, 0}));
  script.client_hello[1] = Hello(1, suite, offered);
  script.server_flight[1] = Hello(2, suite, answer);
  Append(script.server_flight[1], Record(kChangeCipherSpec, {1}));
  Append(script.server_flight[1], Sealed(kHandshake, 25));
  Append(script.server_flight[1], Sealed(kHandshake, 36));
  for (int resumed = 0; resumed < 2; ++resumed) {
    script.client_finish[resumed] = Record(kChangeCipherSpec, {1});
    Append(script.client_finish[resumed], Sealed(kHandshake, 36));
    for (unsigned i = 0; i < tickets; ++i) {
      Append(script.server_finish[resumed], Sealed(kHandshake, 233));
    }
  }
  return script;
}

class NullSession : public Session {
 public:
  std::uint32_t lifetime_seconds() const override { return 7200; }
  std::size_t ticket_bytes() const override { return 192; }
  std::uint32_t early_data_limit() const override { return 0; }
};

class NullConnection : public Connection {
 public:
  NullConnection(const Script& script, const Negotiated& negotiated, Role role, const OpenOptions& options)
      : script_(script),
        negotiated_(negotiated),
        role_(role),
        resumed_(options.resume != nullptr),
        writes_(options.writes) {}

  State Feed(Bytes in, Buffer& plaintext, Buffer& out) override {
    if (state_ == State::kHandshaking) {
      in = role_ == Role::kClient ? RunClient(in, out) : RunServer(in, out);
    }
    if (state_ == State::kOpen && !in.empty()) {
      ReadRecords(in, plaintext);
    }
    return state_;
  }

  State Write(Bytes plaintext, Buffer& out) override {
    const std::size_t length = plaintext.size() + 1;
    const std::uint8_t header[] = {kApplicationData, 3, 3, static_cast<std::uint8_t>(length >> 8),
                                   static_cast<std::uint8_t>(length)};
    out.insert(out.end(), std::begin(header), std::end(header));
    out.insert(out.end(), plaintext.begin(), plaintext.end());
    out.push_back(kApplicationData);
    Note(kRecordHeader + length);
    return state_;
  }

  State Flush(Buffer& /*out*/) override { return state_; }
  State Close(Buffer& /*out*/) override { return state_ = State::kClosed; }

  Negotiated negotiated() const override {
    Negotiated result = negotiated_;
    result.resumed = resumed_;
    result.tickets = tickets_;
    if (resumed_) {
      result.signature_scheme = 0;
    }
    return result;
  }

  std::unique_ptr<Session> TakeSession() override {
    return std::exchange(has_session_, false) ? std::make_unique<NullSession>() : nullptr;
  }

  Failure failure() const override { return {}; }  // it never fails

 private:
  bool tls13() const { return negotiated_.protocol == kTls13; }

  // Counts the peer's bytes up to `length`, however they are cut. True once all are there; `in` is then the rest.
  bool Take(Bytes& in, std::size_t length) {
    const std::size_t count = std::min(in.size(), length - taken_);
    in = in.subspan(count);
    taken_ += count;
    return taken_ == length;
  }

  void Send(Buffer& out, const Buffer& flight) {
    taken_ = 0;
    ++step_;
    out.insert(out.end(), flight.begin(), flight.end());
    Note(flight.size());
  }

  void Note(std::size_t written) {
    if (writes_ != nullptr) {
      NoteForGood(written);
    }
  }

  // Apart, so that what measured handshakes never do does not keep the compiler from inlining what they do.
  __attribute__((noinline, cold)) void NoteForGood(std::size_t written) {
    if (written != 0) {
      writes_->push_back(written);
    }
  }

  Bytes RunClient(Bytes in, Buffer& out) {
    if (step_ == 0) {
      const std::size_t start = out.size();
      Send(out, script_.client_hello[resumed_]);
      static std::uint64_t counter = 0;  // each ClientHello differs, as the pairing by random wants it
      ++counter;
      std::memcpy(out.data() + start + kRandomOffset, &counter, sizeof(counter));
      return in;
    }
    if (step_ == 1 && Take(in, script_.server_flight[resumed_].size())) {
      Send(out, script_.client_finish[resumed_]);
    }
    const bool finished_by_server = !tls13() && !resumed_;
    if (step_ == 2 && (!finished_by_server || Take(in, script_.server_finish[resumed_].size()))) {
      has_session_ = finished_by_server;
      tickets_ = finished_by_server ? 1 : 0;
      state_ = State::kOpen;
    }
    return in;
  }

  Bytes RunServer(Bytes in, Buffer& out) {
    if (step_ == 0 && taken_ == 0 && in.size() >= kRecordHeader) {
      const std::size_t length = kRecordHeader + (in[3] << 8) + in[4];
      resumed_ = length == script_.client_hello[1].size();
    }
    if (step_ == 0 && Take(in, script_.client_hello[resumed_].size())) {
      Send(out, script_.server_flight[resumed_]);
    }
    if (step_ == 1 && Take(in, script_.client_finish[resumed_].size())) {
      Send(out, script_.server_finish[resumed_]);
      state_ = State::kOpen;
    }
    return in;
  }

  // Application data and tickets, told apart by the inner content type, the last byte. What is not a whole record yet
  // waits for the rest.
  void ReadRecords(Bytes in, Buffer& plaintext) {
    Buffer joined;
    if (!pending_.empty()) {
      joined = std::move(pending_);
      joined.insert(joined.end(), in.begin(), in.end());
      in = joined;
    }
    while (in.size() >= kRecordHeader) {
      const std::size_t length = (std::size_t{in[3]} << 8) + in[4];
      if (length == 0 || in.size() - kRecordHeader < length) {
        break;
      }
      const Bytes body = in.subspan(kRecordHeader, length - 1);
      if (in[kRecordHeader + length - 1] == kApplicationData) {
        plaintext.insert(plaintext.end(), body.begin(), body.end());
      } else {
        has_session_ = true;
        ++tickets_;
      }
      in = in.subspan(kRecordHeader + length);
    }
    if (!in.empty()) {
      pending_.assign(in.begin(), in.end());
    }
  }

  const Script& script_;
  const Negotiated& negotiated_;
  Role role_;
  bool resumed_;
  std::vector<std::size_t>* writes_;
  bool has_session_ = false;
  std::uint8_t tickets_ = 0;
  int step_ = 0;
  std::size_t taken_ = 0;
  State state_ = State::kHandshaking;
  Buffer pending_;
};

class NullContext : public Context {
 public:
  explicit NullContext(const EndpointConfig& config) : role_(config.role) {
    const bool tls13 = config.max_protocol == kTls13;
    negotiated_.protocol = config.max_protocol;
    negotiated_.cipher_suite = config.cipher_suites.empty() ? std::uint16_t{0x1301} : config.cipher_suites[0];
    negotiated_.group = kX25519;
    negotiated_.alpn = config.alpn.empty() ? "" : config.alpn[0];
    if (role_ == Role::kClient && !config.signature_schemes.empty()) {
      negotiated_.signature_scheme = config.signature_schemes[0];
      const bool ecdsa = (negotiated_.signature_scheme & 0xff) == 3;  // ecdsa_* of RFC 9846 end in 03
      negotiated_.peer_key = ecdsa ? KeyType::kEcdsa : KeyType::kRsa;
      negotiated_.peer_key_bits = ecdsa ? 256 : 2048;
    }
    script_ = tls13 ? Tls13Script(negotiated_.cipher_suite, config.tickets) : Tls12Script(negotiated_.cipher_suite);
  }

  std::unique_ptr<Connection> Open(const OpenOptions& options) const override {
    return std::make_unique<NullConnection>(script_, negotiated_, role_, options);
  }

 private:
  Role role_;
  Negotiated negotiated_;
  Script script_;
};

class NullBackend : public Backend {
 public:
  std::string_view name() const override { return "null"; }
  std::string library_version() const override { return "null (no cryptography)"; }
  std::string_view expected_version() const override { return "null"; }
  std::string build_flags() const override { return ""; }
  std::string_view linkage() const override { return "static"; }
  std::string_view build_note() const override { return "no cryptography: the floor of the harness, never a result"; }
  bool is_library() const override { return false; }

  std::optional<std::string> Unsupported(const EndpointConfig& config) const override {
    if (config.stateful_sessions || config.psk_ke || config.require_client_certificate ||
        config.early_data_limit != 0 || config.renew_tickets || config.reuse_sessions || config.false_start ||
        config.middlebox_compatibility || config.grease || config.certificate_compression ||
        config.key_shares.size() > 1) {
      return "the null backend's messages are those of full handshakes and of plain tickets";
    }
    if (!config.groups.empty() && config.groups[0] != kX25519) {
      return "the null backend's messages show only x25519";
    }
    return std::nullopt;
  }

  std::unique_ptr<Context> MakeContext(const EndpointConfig& config, std::string& /*error*/) const override {
    return std::make_unique<NullContext>(config);
  }
};

}  // namespace
}  // namespace tlsbench

const tlsbench::Backend* tlsbench_backend(std::uint64_t abi) {
  static const tlsbench::NullBackend backend;
  return abi == tlsbench::kAbi ? &backend : nullptr;
}
