#include "http/listen.hpp"

#include <arpa/inet.h>
#include <netdb.h>
#include <netinet/in.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <memory>
#include <system_error>

namespace mailapp::http {

namespace {

[[noreturn]] void fail(std::string const& what, int error) {
    throw std::system_error(error, std::generic_category(), what);
}

sockaddr_un unix_address(std::string const& path) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (path.size() >= sizeof(address.sun_path)) fail("listen on " + path, ENAMETOOLONG);
    std::memcpy(address.sun_path, path.data(), path.size());
    return address;
}

bool somebody_listens(sockaddr_un const& address) {
    int probe = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (probe < 0) fail("socket", errno);
    bool answered = ::connect(probe, reinterpret_cast<sockaddr const*>(&address), sizeof(address)) == 0;
    ::close(probe);
    return answered;
}

}  // namespace

Listener::Listener(Endpoint const& endpoint, bool v6_only) {
    try {
        if (endpoint.unix_socket.empty()) {
            listen_on_address(endpoint, v6_only);
        } else {
            listen_on_path(endpoint);
        }
    } catch (...) {
        if (descriptor_ >= 0) ::close(descriptor_);
        throw;
    }
}

Listener::~Listener() {
    if (descriptor_ >= 0) ::close(descriptor_);
    if (path_.empty()) return;
    // Only our own file: a successor may have put its socket there already.
    struct stat now {};
    if (::stat(path_.c_str(), &now) == 0 && now.st_ino == inode_) ::unlink(path_.c_str());
}

void Listener::listen_on_address(Endpoint const& endpoint, bool v6_only) {
    auto name = endpoint.address + " port " + std::to_string(endpoint.port);
    addrinfo hints{};
    hints.ai_family = AF_UNSPEC;
    hints.ai_socktype = SOCK_STREAM;
    hints.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV | AI_PASSIVE;
    addrinfo* found = nullptr;
    if (::getaddrinfo(endpoint.address.c_str(), std::to_string(endpoint.port).c_str(), &hints, &found) != 0) {
        fail("listen on " + name, EINVAL);
    }
    std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> owner(found, &::freeaddrinfo);
    family_ = found->ai_family;
    descriptor_ = ::socket(family_, SOCK_STREAM | SOCK_CLOEXEC, IPPROTO_TCP);
    if (descriptor_ < 0) fail("socket", errno);
    int on = 1;
    ::setsockopt(descriptor_, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
    if (family_ == AF_INET6) {
        int only = v6_only ? 1 : 0;
        ::setsockopt(descriptor_, IPPROTO_IPV6, IPV6_V6ONLY, &only, sizeof(only));
    }
    if (::bind(descriptor_, found->ai_addr, found->ai_addrlen) != 0) fail("listen on " + name, errno);
    if (::listen(descriptor_, SOMAXCONN) != 0) fail("listen on " + name, errno);

    sockaddr_storage bound{};
    socklen_t size = sizeof(bound);
    if (::getsockname(descriptor_, reinterpret_cast<sockaddr*>(&bound), &size) != 0)
        fail("getsockname", errno);
    port_ = ntohs(family_ == AF_INET6 ? reinterpret_cast<sockaddr_in6*>(&bound)->sin6_port
                                      : reinterpret_cast<sockaddr_in*>(&bound)->sin_port);
}

void Listener::listen_on_path(Endpoint const& endpoint) {
    auto path = endpoint.unix_socket.string();
    auto address = unix_address(path);
    family_ = AF_UNIX;
    struct stat there {};
    if (::lstat(path.c_str(), &there) == 0 && S_ISSOCK(there.st_mode)) {
        if (somebody_listens(address)) fail("listen on " + path, EADDRINUSE);
        ::unlink(path.c_str());
    }
    descriptor_ = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (descriptor_ < 0) fail("socket", errno);
    if (::bind(descriptor_, reinterpret_cast<sockaddr*>(&address), sizeof(address)) != 0) {
        fail("listen on " + path, errno);
    }
    // The mode stands before anybody can connect, without touching the process's umask.
    if (::chmod(path.c_str(), static_cast<mode_t>(endpoint.unix_mode)) != 0) fail("chmod " + path, errno);
    if (::listen(descriptor_, SOMAXCONN) != 0) fail("listen on " + path, errno);
    struct stat own {};
    if (::stat(path.c_str(), &own) != 0) fail("stat " + path, errno);
    inode_ = own.st_ino;
    path_ = path;
}

std::string address_text(sockaddr const* address) {
    char text[INET6_ADDRSTRLEN] = "";
    if (address->sa_family == AF_INET) {
        ::inet_ntop(AF_INET, &reinterpret_cast<sockaddr_in const*>(address)->sin_addr, text, sizeof(text));
    } else if (address->sa_family == AF_INET6) {
        auto const& six = reinterpret_cast<sockaddr_in6 const*>(address)->sin6_addr;
        if (IN6_IS_ADDR_V4MAPPED(&six)) {
            ::inet_ntop(AF_INET, six.s6_addr + 12, text, sizeof(text));
        } else {
            ::inet_ntop(AF_INET6, &six, text, sizeof(text));
        }
    }
    return text;
}

}  // namespace mailapp::http
