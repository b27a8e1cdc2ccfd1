// The null backend sends messages of the right types and sizes, without cryptography. The cost of a handshake here is
// the cost of the harness itself, so it is measured in every run and printed as the floor. It runs only with itself.
//
// Its messages (null_script.cc) pass through the same verification as a library's.

#include <algorithm>
#include <cstring>
#include <utility>

#include "backends/null_script.h"
#include "bench/backend.h"

namespace tlsbench {
namespace {

class NullSession : public Session {
 public:
  std::uint32_t lifetime_seconds() const override { return 7200; }
  std::size_t ticket_bytes() const override { return 192; }
  std::uint32_t early_data_limit() const override { return 0; }
};

class NullConnection : public Connection {
 public:
  NullConnection(const NullScript& script, const Negotiated& negotiated, Role role, const OpenOptions& options)
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

  // Counts the peer's bytes up to `length`, in any pieces. Returns true once all are there; `in` is then the rest.
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

  // A function of its own: measured handshakes never run this code, and inside the caller it would stop the compiler
  // from inlining the caller.
  __attribute__((noinline, cold)) void NoteForGood(std::size_t written) {
    if (written != 0) {
      writes_->push_back(written);
    }
  }

  Bytes RunClient(Bytes in, Buffer& out) {
    if (step_ == 0) {
      const std::size_t start = out.size();
      Send(out, script_.client_hello[resumed_]);
      static std::uint64_t counter = 0;  // each ClientHello differs, since reports are matched by random
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

  // Reads application data and tickets, which differ in the inner content type, the last byte. A record that is not
  // whole waits for its rest.
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

  const NullScript& script_;
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
  NullScript script_;
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
        config.middlebox_compatibility || config.grease || config.certificate_compression || config.record_size != 0 ||
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
