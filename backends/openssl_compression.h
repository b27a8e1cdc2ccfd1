// Compression of certificates by zlib (RFC 8879) over the OpenSSL API: OpenSSL from 3.2 on has it built in or not,
// BoringSSL and AWS-LC take it from the application. Used by openssl.cc and openssl_context.cc only.

#ifndef TLSBENCH_BACKENDS_OPENSSL_COMPRESSION_H_
#define TLSBENCH_BACKENDS_OPENSSL_COMPRESSION_H_

#include <openssl/ssl.h>

#include <optional>
#include <string>

#include "bench/backend.h"

namespace tlsbench {

// Why certificates cannot be compressed, in words; nullopt if they can. `scratch` is changed.
std::optional<std::string> LackingCompression(SSL_CTX* scratch);

// Once the certificates of `ctx` are set. False if the library refuses.
bool ConfigureCompression(SSL_CTX* ctx, const EndpointConfig& config);

}  // namespace tlsbench

#endif  // TLSBENCH_BACKENDS_OPENSSL_COMPRESSION_H_
