export function SettingsNav({ at }: { at: 'resources' | 'services' }) {
  return (
    <nav className="zk-subnav" aria-label="设置">
      <a href="#/settings/resources" aria-current={at === 'resources' ? 'page' : undefined} data-testid="nav-resources">
        资源
      </a>
      <a href="#/settings/services" aria-current={at === 'services' ? 'page' : undefined} data-testid="nav-services">
        项目所需资源
      </a>
    </nav>
  );
}
