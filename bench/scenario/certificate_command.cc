#include "bench/scenario/certificate_command.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <iterator>
#include <system_error>

#include "bench/os/process.h"

namespace tlsbench {
namespace {

namespace fs = std::filesystem;

constexpr KeyRecipe kKeyRecipes[] = {
    {Auth::kEcdsaP256, "EC", "ec_paramgen_curve:P-256", "-sha256"},
    {Auth::kEcdsaP384, "EC", "ec_paramgen_curve:P-384", "-sha384"},
    {Auth::kEcdsaP521, "EC", "ec_paramgen_curve:P-521", "-sha512"},
    {Auth::kRsa2048, "RSA", "rsa_keygen_bits:2048", "-sha256"},
    {Auth::kRsa3072, "RSA", "rsa_keygen_bits:3072", "-sha256"},
    {Auth::kRsa4096, "RSA", "rsa_keygen_bits:4096", "-sha256"},
    {Auth::kEd25519, "ED25519", "", ""},
    {Auth::kMlDsa44, "ML-DSA-44", "", ""},
    {Auth::kMlDsa65, "ML-DSA-65", "", ""},
};

// Returns the folder of the plug-ins (plugin/loader.h): the one that the user names, else the one beside the tool.
fs::path FolderOfPlugins() {
  const char* named = std::getenv("TLSBENCH_BACKENDS");
  std::error_code error;
  return named != nullptr && *named != '\0' ? fs::path(named)
                                            : fs::read_symlink("/proc/self/exe", error).parent_path() / "backends";
}

}  // namespace

const KeyRecipe* FindRecipe(Auth auth) {
  const auto* const found = std::find_if(std::begin(kKeyRecipes), std::end(kKeyRecipes),
                                         [&](const KeyRecipe& recipe) { return recipe.auth == auth; });
  return found == std::end(kKeyRecipes) ? nullptr : found;
}

tl::expected<std::string, std::string> FindCertificateCommand(Auth auth) {
  const std::string openssl = "openssl";
  if (auth != Auth::kMlDsa44 && auth != Auth::kMlDsa65) {
    return openssl;
  }
  const std::string program = (FolderOfPlugins() / "tlsbench-ml-dsa").string();
  if (access(program.c_str(), X_OK) == 0) {
    return program;
  }
  const std::string algorithm(FindRecipe(auth)->algorithm);
  if (RunCertificateCommand(openssl, {"genpkey", "-algorithm", algorithm, "-out", "/dev/null"})) {
    return openssl;
  }
  return tl::unexpected(fmt::format(
      "no certificates of {} can be made: the openssl command here has none, and there is no tlsbench-ml-dsa, which is "
      "built with OpenSSL 3.5; run scripts/get-library openssl 3.5 and build again",
      AuthName(auth)));
}

tl::expected<void, std::string> RunCertificateCommand(const std::string& command,
                                                      const std::vector<std::string>& arguments) {
  SpawnOptions options;
  options.arguments = {command};
  options.arguments.insert(options.arguments.end(), arguments.begin(), arguments.end());
  auto output = RunCommand(options);
  return output ? tl::expected<void, std::string>() : tl::unexpected(output.error());
}

}  // namespace tlsbench
