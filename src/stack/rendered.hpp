#pragma once

#include "base/file.hpp"
#include "instance/instance.hpp"

#include <map>
#include <string>
#include <vector>

namespace mailapp::stack {

/// One file of a configuration revision, as a renderer makes it: a value, nothing is written yet.
struct RenderedFile {
    std::string path;     ///< below the revision's directory: "postfix/main.cf"
    std::string content;  ///< or, for a link, where it leads
    mode_t mode = 0644;
    std::string group = {};  ///< who may read it beside root; "" for root alone
    bool is_link = false;

    friend bool operator==(RenderedFile const&, RenderedFile const&) = default;
};

/// What the renderers need beyond the instance: everything else about the machine stays out of them, so that
/// the same input always gives the same bytes.
struct RenderSettings {
    Instance instance;
    fs::path config;  ///< where the files will be read: they name each other by it
    std::string redis_password;
    std::string controller_password;
    std::string directory_token;
    std::string doveadm_key;
    std::vector<std::string> programs;  ///< of "directory", "agent", "api": those that this build has
    std::string postfix_overrides;      ///< overrides/postfix.cf, lines of "name = value"
    std::map<std::string, std::string> rspamd_overrides;  ///< overrides/rspamd/*, by file name
};

/// All files of all programs. Throws std::invalid_argument when a value could not be written safely.
std::vector<RenderedFile> render_all(RenderSettings const& settings);

}  // namespace mailapp::stack
