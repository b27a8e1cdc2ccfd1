#include "backends/openssl_compression.h"

#include "backends/openssl_names.h"

#ifdef TLSBENCH_BORINGSSL_API
#include <openssl/bytestring.h>
#include <openssl/pool.h>
#ifdef TLSBENCH_ZLIB
#include <zlib.h>
#endif
#endif

#include <cstddef>
#include <cstdint>

namespace tlsbench {

#ifdef TLSBENCH_BORINGSSL_API

#ifdef TLSBENCH_ZLIB
namespace {

constexpr std::uint16_t kZlib = 1;  // RFC 8879, section 7.3

int Compress(SSL* /*ssl*/, CBB* out, const std::uint8_t* in, std::size_t length) {
  uLongf size = compressBound(length);
  std::uint8_t* space = nullptr;
  return CBB_reserve(out, &space, size) == 1 && compress(space, &size, in, length) == Z_OK &&
                 CBB_did_write(out, size) == 1
             ? 1
             : 0;
}

int Decompress(SSL* /*ssl*/, CRYPTO_BUFFER** out, std::size_t uncompressed_length, const std::uint8_t* in,
               std::size_t length) {
  std::uint8_t* data = nullptr;
  CRYPTO_BUFFER* buffer = CRYPTO_BUFFER_alloc(&data, uncompressed_length);
  uLongf size = uncompressed_length;
  if (buffer == nullptr || uncompress(data, &size, in, length) != Z_OK || size != uncompressed_length) {
    CRYPTO_BUFFER_free(buffer);
    return 0;
  }
  *out = buffer;
  return 1;
}

}  // namespace

std::optional<std::string> LackingCompression(SSL_CTX* /*scratch*/) { return std::nullopt; }

bool ConfigureCompression(SSL_CTX* ctx, const EndpointConfig& config) {
  return !config.certificate_compression || SSL_CTX_add_cert_compression_alg(ctx, kZlib, Compress, Decompress) == 1;
}
#else
std::optional<std::string> LackingCompression(SSL_CTX* /*scratch*/) { return "this backend was built without zlib"; }

bool ConfigureCompression(SSL_CTX* /*ctx*/, const EndpointConfig& config) { return !config.certificate_compression; }
#endif

#elif defined(SSL_OP_NO_TX_CERTIFICATE_COMPRESSION)

std::optional<std::string> LackingCompression(SSL_CTX* scratch) {
  int algorithms[] = {TLSEXT_comp_cert_zlib};
  if (SSL_CTX_set1_cert_comp_preference(scratch, algorithms, 1) != 1) {
    return "this OpenSSL is built without zlib, which would compress certificates";
  }
  return std::nullopt;
}

bool ConfigureCompression(SSL_CTX* ctx, const EndpointConfig& config) {
  if (!config.certificate_compression) {
    // A build with zlib offers and accepts it by default.
    if (!config.as_shipped) {
      SSL_CTX_set_options(ctx, SSL_OP_NO_TX_CERTIFICATE_COMPRESSION | SSL_OP_NO_RX_CERTIFICATE_COMPRESSION);
    }
    return true;
  }
  int algorithms[] = {TLSEXT_comp_cert_zlib};
  return SSL_CTX_set1_cert_comp_preference(ctx, algorithms, 1) == 1 &&
         (config.certificate_chain_pem.empty() || SSL_CTX_compress_certs(ctx, TLSEXT_comp_cert_zlib) == 1);
}

#else

std::optional<std::string> LackingCompression(SSL_CTX* /*scratch*/) {
  return "OpenSSL before 3.2 does not compress certificates";
}

bool ConfigureCompression(SSL_CTX* /*ctx*/, const EndpointConfig& config) { return !config.certificate_compression; }

#endif

}  // namespace tlsbench
