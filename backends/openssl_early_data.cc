// Sends and receives application data before a handshake is finished: early data, a server's answer to it (0.5-RTT),
// False Start.

#include <openssl/err.h>

#include <array>

#include "backends/openssl_connection.h"
#include "backends/openssl_names.h"

namespace tlsbench {

#ifdef TLSBENCH_BORINGSSL_API

// The library has no call that returns the number; it always allows this many bytes (source 14.0.0-r45,
// kMaxEarlyDataAccepted).
constexpr std::uint32_t kMaxEarlyData = 14336;

std::uint32_t OpensslSession::early_data_limit() const {
  return SSL_SESSION_early_data_capable(session_.get()) == 1 ? kMaxEarlyData : 0;
}

// SSL_do_handshake returns 1 as soon as application data may be sent; SSL_is_init_finished returns whether the
// handshake has ended.
int OpensslConnection::Handshake(Buffer& /*plaintext*/) {
  int result = SSL_do_handshake(ssl_.get());
  if (traits_.rejects_early_data) {
    SSL_set_early_data_enabled(ssl_.get(), 1);  // for the tickets; DeclineEarlyData turned it off
  }
  if (result != 1 && SSL_get_error(ssl_.get(), result) == SSL_ERROR_EARLY_DATA_REJECTED) {
    ERR_clear_error();
    SSL_reset_early_data_reject(ssl_.get());
    state_ = State::kHandshaking;
    result = SSL_do_handshake(ssl_.get());
  }
  if (result == 1 && !early_data_.empty() && SSL_in_early_data(ssl_.get()) == 1) {
    result = SendEarlyData();
  }
  return result;
}

int OpensslConnection::SendEarlyData() {
  const Bytes data = early_data_;
  early_data_ = {};
  const int written = SSL_write(ssl_.get(), data.data(), static_cast<int>(data.size()));
  return written > 0 ? 1 : written;
}

bool OpensslConnection::EarlyDataAccepted() const { return SSL_early_data_accepted(ssl_.get()) == 1; }

int OpensslConnection::WriteNow(Bytes plaintext) {
  return SSL_write(ssl_.get(), plaintext.data(), static_cast<int>(plaintext.size()));
}

#else

std::uint32_t OpensslSession::early_data_limit() const { return SSL_SESSION_get_max_early_data(session_.get()); }

int OpensslConnection::Handshake(Buffer& plaintext) {
  if (!early_data_.empty()) {
    return SendEarlyData();
  }
  if (traits_.early_data && traits_.role == Role::kServer && !ReadEarlyData(plaintext)) {
    return -1;
  }
  return SSL_do_handshake(ssl_.get());
}

// Sends early data, with the ClientHello in the same flight.
int OpensslConnection::SendEarlyData() {
  const Bytes data = early_data_;
  early_data_ = {};
  std::size_t written = 0;
  if (SSL_write_early_data(ssl_.get(), data.data(), data.size(), &written) != 1) {
    return -1;
  }
  return 1;
}

// Reads early data. A server that accepts early data begins its handshake with this call, and repeats it until the
// library reports the end of early data. Returns false if more input is needed before that, or on failure.
bool OpensslConnection::ReadEarlyData(Buffer& plaintext) {
  std::array<std::uint8_t, SSL3_RT_MAX_PLAIN_LENGTH> chunk;  // not cleared, as in Read
  for (;;) {
    std::size_t count = 0;
    switch (SSL_read_early_data(ssl_.get(), chunk.data(), chunk.size(), &count)) {
      case SSL_READ_EARLY_DATA_SUCCESS:
        plaintext.insert(plaintext.end(), chunk.data(), chunk.data() + count);
        break;
      case SSL_READ_EARLY_DATA_FINISH:
        traits_.early_data = false;
        // The server's flight is sent: the server may write, with or without accepted early data.
        state_ = State::kMaySend;
        return true;
      default:
        if (EarlyDataAccepted()) {
          state_ = State::kMaySend;
        }
        return false;
    }
  }
}

bool OpensslConnection::EarlyDataAccepted() const {
  return SSL_get_early_data_status(ssl_.get()) == SSL_EARLY_DATA_ACCEPTED;
}

int OpensslConnection::WriteNow(Bytes plaintext) {
  if (state_ == State::kMaySend) {
    std::size_t written = 0;
    return SSL_write_early_data(ssl_.get(), plaintext.data(), plaintext.size(), &written) == 1
               ? static_cast<int>(written)
               : -1;
  }
  return SSL_write(ssl_.get(), plaintext.data(), static_cast<int>(plaintext.size()));
}

#endif

}  // namespace tlsbench
