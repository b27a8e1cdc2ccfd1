// tlsbench-ml-dsa makes ML-DSA keys and certificates for bench/scenario/credentials.cc if the machine's openssl command
// cannot. It is a program of its own, not a backend, since the tool links no cryptography. It takes the arguments that
// scenario/credentials.cc gives to the openssl command:
//
//   genpkey -algorithm ML-DSA-44 -out FILE
//   req -x509 -new -config FILE -days N -key FILE -subj /CN=NAME -out FILE [-addext NAME=VALUE]...
//       [-CA FILE -CAkey FILE]
//
// If a step failed, libcrypto's next functions accept the null pointer, or are not called.

#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/conf.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace {

template <auto kFree>
struct Freer {
  template <class Object>
  void operator()(Object* object) const {
    kFree(object);
  }
};
using Bio = std::unique_ptr<BIO, Freer<BIO_free_all>>;
using Key = std::unique_ptr<EVP_PKEY, Freer<EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, Freer<X509_free>>;
using Extension = std::unique_ptr<X509_EXTENSION, Freer<X509_EXTENSION_free>>;
using Config = std::unique_ptr<CONF, Freer<NCONF_free>>;
using Number = std::unique_ptr<BIGNUM, Freer<BN_free>>;

struct Arguments {
  std::string command;
  std::map<std::string, std::string, std::less<>> values;  // of options, without the dash
  std::vector<std::string> extensions;                     // "NAME=VALUE", in order

  const char* Get(std::string_view name) const {
    const auto found = values.find(name);
    return found == values.end() ? "" : found->second.c_str();
  }
  bool SelfSigned() const { return values.find("CA") == values.end(); }
};

// -x509 and -new are accepted and ignored: the program always does that.
bool Parse(const std::vector<std::string>& words, Arguments& arguments) {
  arguments.command = words.empty() ? "" : words[0];
  for (std::size_t i = 1; i < words.size(); ++i) {
    if (words[i] == "-x509" || words[i] == "-new") {
      continue;
    }
    if (words[i].size() < 2 || words[i][0] != '-' || i + 1 == words.size()) {
      return false;
    }
    const std::string& value = words[i + 1];
    if (words[i] == "-addext") {
      arguments.extensions.push_back(value);
    } else {
      arguments.values[words[i].substr(1)] = value;
    }
    ++i;
  }
  return true;
}

bool GenerateKey(const Arguments& arguments) {
  const Key key(EVP_PKEY_Q_keygen(nullptr, nullptr, arguments.Get("algorithm")));
  const Bio out(BIO_new_file(arguments.Get("out"), "w"));
  return key && out && PEM_write_bio_PrivateKey(out.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr) == 1;
}

Key ReadKey(const char* file) {
  const Bio in(BIO_new_file(file, "r"));
  return Key(in ? PEM_read_bio_PrivateKey(in.get(), nullptr, nullptr, nullptr) : nullptr);
}

Certificate ReadCertificate(const char* file) {
  const Bio in(BIO_new_file(file, "r"));
  return Certificate(in ? PEM_read_bio_X509(in.get(), nullptr, nullptr, nullptr) : nullptr);
}

Config ReadConfig(const char* file) {
  Config config(NCONF_new(nullptr));
  return config && NCONF_load(config.get(), file, nullptr) == 1 ? std::move(config) : nullptr;
}

// Makes a serial number: positive, and at most 20 bytes (RFC 5280, section 4.1.2.2).
bool SetSerial(X509* certificate) {
  const Number number(BN_new());
  return number && BN_rand(number.get(), 159, BN_RAND_TOP_ANY, BN_RAND_BOTTOM_ANY) == 1 &&
         BN_to_ASN1_INTEGER(number.get(), X509_get_serialNumber(certificate)) != nullptr;
}

bool SetDays(X509* certificate, std::string_view days) {
  int number = 0;
  const auto [end, error] = std::from_chars(days.data(), days.data() + days.size(), number);
  return error == std::errc() && end == days.data() + days.size() &&
         X509_gmtime_adj(X509_getm_notBefore(certificate), 0) != nullptr &&
         X509_time_adj_ex(X509_getm_notAfter(certificate), number, 0, nullptr) != nullptr;
}

bool SetSubject(X509* certificate, std::string_view subject) {
  constexpr std::string_view kCommonName = "/CN=";
  if (!subject.starts_with(kCommonName)) {
    return false;
  }
  const std::string name(subject.substr(kCommonName.size()));
  return X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate), "CN", MBSTRING_UTF8,
                                    reinterpret_cast<const unsigned char*>(name.c_str()), -1, -1, 0) == 1;
}

bool AddExtension(X509V3_CTX& context, CONF* config, X509* certificate, const std::string& text) {
  const std::size_t equals = text.find('=');
  if (equals == std::string::npos) {
    return false;
  }
  const Extension extension(
      X509V3_EXT_nconf(config, &context, text.substr(0, equals).c_str(), text.substr(equals + 1).c_str()));
  return extension && X509_add_ext(certificate, extension.get(), -1) == 1;
}

// Adds extensions in the order of the openssl command: those of the config, those asked for, and the key identifiers
// that it adds by itself.
bool AddExtensions(const Arguments& arguments, X509V3_CTX& context, CONF* config, X509* certificate) {
  const char* const section = NCONF_get_string(config, "req", "x509_extensions");
  if (section != nullptr && X509V3_EXT_add_nconf(config, &context, section, certificate) != 1) {
    return false;
  }
  std::vector<std::string> extensions = arguments.extensions;
  extensions.emplace_back("subjectKeyIdentifier=hash");
  if (!arguments.SelfSigned()) {
    extensions.emplace_back("authorityKeyIdentifier=keyid");
  }
  return std::all_of(extensions.begin(), extensions.end(), [&](const std::string& extension) {
    return AddExtension(context, config, certificate, extension);
  });
}

bool Write(X509* certificate, const char* file) {
  const Bio out(BIO_new_file(file, "w"));
  return out && PEM_write_bio_X509(out.get(), certificate) == 1;
}

// Signs the certificate by the named CA, or by its own key.
bool MakeCertificate(const Arguments& arguments) {
  const bool self_signed = arguments.SelfSigned();
  const Config config = ReadConfig(arguments.Get("config"));
  const Key key = ReadKey(arguments.Get("key"));
  const Key issuer_key = ReadKey(arguments.Get(self_signed ? "key" : "CAkey"));
  const Certificate certificate(X509_new());
  const Certificate issuer = self_signed ? nullptr : ReadCertificate(arguments.Get("CA"));
  if (!config || !key || !issuer_key || !certificate || (!self_signed && !issuer)) {
    return false;
  }
  X509* const signer = self_signed ? certificate.get() : issuer.get();
  if (X509_set_version(certificate.get(), X509_VERSION_3) != 1 || !SetSerial(certificate.get()) ||
      !SetDays(certificate.get(), arguments.Get("days")) || !SetSubject(certificate.get(), arguments.Get("subj")) ||
      X509_set_issuer_name(certificate.get(), X509_get_subject_name(signer)) != 1 ||
      X509_set_pubkey(certificate.get(), key.get()) != 1) {
    return false;
  }
  X509V3_CTX context;
  X509V3_set_ctx(&context, signer, certificate.get(), nullptr, nullptr, X509V3_CTX_REPLACE);
  X509V3_set_nconf(&context, config.get());
  return AddExtensions(arguments, context, config.get(), certificate.get()) &&
         X509_sign(certificate.get(), issuer_key.get(), nullptr) != 0 && Write(certificate.get(), arguments.Get("out"));
}

bool Run(const std::vector<std::string>& words) {
  Arguments arguments;
  if (!Parse(words, arguments)) {
    return false;
  }
  return arguments.command == "genpkey" ? GenerateKey(arguments)
                                        : arguments.command == "req" && MakeCertificate(arguments);
}

}  // namespace

int main(int count, char** words) {
  if (Run({words + 1, words + count})) {
    return 0;
  }
  const char* const reason = ERR_reason_error_string(ERR_peek_last_error());
  std::fprintf(stderr, "%s\n", reason == nullptr ? "these arguments mean nothing here" : reason);
  return 1;
}
