import { barOf } from './draft';

interface Phase {
  readonly key: string;
  readonly name: string;
  readonly hint: string;
  readonly offsetMinutes: number;
  readonly durationMinutes: number;
}

/** The service's time line: a bar for each thing it needs, over the part of the time for which it needs it. */
export function PhaseBars({ roles, durationMinutes }: { roles: readonly Phase[]; durationMinutes: number }) {
  const quarters = [0, 0.25, 0.5, 0.75, 1].map((part) => Math.round(durationMinutes * part));
  return (
    <div className="zk-phases" data-testid="phases">
      {roles.map((role) => {
        const bar = barOf(role, durationMinutes);
        return (
          <div key={role.key} className="zk-role" data-testid="phase" data-role={role.name}>
            <span className="zk-role-name">
              {role.name || '（未命名）'} <span className="zk-hint">{role.hint}</span>
            </span>
            <span className="zk-role-track" role="img" aria-label={`第 ${role.offsetMinutes} 到 ${role.offsetMinutes + role.durationMinutes} 分钟`}>
              <i className={bar.over ? 'over' : ''} style={{ left: `${bar.left}%`, width: `${bar.width}%` }} />
            </span>
            <span className={`zk-nowrap ${bar.over ? 'zk-field-problem' : 'zk-hint'}`}>
              {role.offsetMinutes}–{role.offsetMinutes + role.durationMinutes} 分
            </span>
          </div>
        );
      })}
      <div className="zk-role zk-phase-scale" aria-hidden="true">
        <span />
        <span>
          {quarters.map((minute, i) => (
            <small key={i}>{minute}</small>
          ))}
        </span>
        <span />
      </div>
    </div>
  );
}
