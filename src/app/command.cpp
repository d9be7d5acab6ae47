#include "app/command.hpp"

#include <cstdio>
#include <filesystem>

namespace mailapp::app {

std::optional<std::string> Arguments::value(std::string const& name) const {
    auto const found = given_.find(name);
    if (found == given_.end() || found->second.empty()) return {};
    return found->second.back();
}

std::vector<std::string> Arguments::values(std::string const& name) const {
    auto const found = given_.find(name);
    return found == given_.end() ? std::vector<std::string>{} : found->second;
}

Option instance_option() {
    return {"--instance", "DIR", "The directory that holds everything of the instance (/var/lib/mailapp)"};
}

std::string instance_directory(Arguments const& arguments) {
    namespace fs = std::filesystem;
    auto const given = arguments.value("--instance").value_or("/var/lib/mailapp");
    auto directory = fs::weakly_canonical(fs::absolute(given)).string();
    while (directory.size() > 1 && directory.ends_with('/')) directory.pop_back();
    return directory;
}

int fail(std::string const& sentence, int status) {
    std::fprintf(stderr, "mailapp: %s\n", sentence.c_str());
    return status;
}

}  // namespace mailapp::app
